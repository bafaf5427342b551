import type { StoreCopyResult } from '../copy.command';

/** What becomes of this installation's readers of the log when it is copied. */
export type Readers = 'moved' | 'would-move' | 'not-moved-while-running' | 'elsewhere';

/** To copy changes nothing here and needs no word. To move the readers decides which store the installation goes on with: only at a word, and while they stand still. */
export function readersOf({ running, yes }: { readonly running: boolean; readonly yes: boolean }): Readers {
  if (running) return 'not-moved-while-running';
  return yes ? 'moved' : 'would-move';
}

/** What was done, and what would be. */
export function copyForPeople({ copied, alreadyThere, checkpoints }: StoreCopyResult, readers: Readers): string {
  const what = `${copied.toLocaleString('en')} events copied, ${alreadyThere.toLocaleString('en')} were there already.`;
  switch (readers) {
    case 'moved': {
      const ahead = checkpoints.filter(({ outcome }) => outcome === 'ahead');
      return [
        what,
        'The readers of this installation stand on the new store from now on: start Sportello with EVENTSTOREDB_URL naming it, or without EVENTSTOREDB_URL when it is PostgreSQL. To stay where you were, copy the other way round.',
        ...ahead.map(
          ({ schema, name }) => `${name} of ${schema} knows events that the new store does not hold, and will hold.`,
        ),
      ].join('\n');
    }
    case 'would-move':
      return `${what}\nThis installation goes on with the store it had. Its readers (read models, destruction of keys, messages, seals) would move to the copy, and it would have to be started on it: add --yes to move them.`;
    case 'not-moved-while-running':
      return `${what}\nSportello runs and writes on, and its readers stay where they are: stop it and copy once more with --yes, then they move along.`;
    case 'elsewhere':
      return `${what}\nNeither store is the one of this installation: no readers were moved.`;
    default:
      return readers satisfies never;
  }
}
