import { EventStoreUnavailable, type EventStore } from '@sportello/event-sourcing';
import { EventStoreDbEventStore } from '@sportello/event-store-eventstoredb';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import { WrongUsage } from '../command-line/command-run';
import { CannotReach } from '../reach/product';

/** A command waits longer for a busy store than a citizen would. */
const DEADLINE_MS = 30_000;

// What fails is told by whoever asked; between calls nothing is lost.
const onError = (): void => undefined;

/** Opens the log behind a URL. @throws WrongUsage, CannotReach, and what the stores throw when they may not be used */
export async function openStore(url: string): Promise<EventStore> {
  try {
    return await storeBehind(url);
  } catch (error) {
    if (!(error instanceof EventStoreUnavailable)) throw error;
    throw new CannotReach(`The store at ${placeIn(url)} cannot be reached, or does not let us in`, { cause: error });
  }
}

async function storeBehind(url: string): Promise<EventStore> {
  const kind = kindOf(url);
  switch (kind) {
    case 'postgres':
      return PostgresEventStore.open({ url, deadlineMs: DEADLINE_MS, onError });
    case 'eventstoredb':
      return EventStoreDbEventStore.open({ url, deadlineMs: DEADLINE_MS, onError });
    default:
      return kind satisfies never;
  }
}

/** For people: without user, password and parameters. */
function placeIn(url: string): string {
  return url.replace(/\/\/.*@/, '//').replace(/\?.*/, '');
}

/** @throws WrongUsage when the URL is of neither kind */
export function kindOf(url: string): 'postgres' | 'eventstoredb' {
  if (/^postgres(ql)?:\/\/./.test(url)) return 'postgres';
  if (/^esdb(\+discover)?:\/\/./.test(url)) return 'eventstoredb';
  throw new WrongUsage('The URL of a store begins with postgres:// or with esdb://');
}
