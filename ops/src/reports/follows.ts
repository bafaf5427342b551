import { OPERATOR_SUBJECTS, type FoundFollows } from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { given } from '../command-line/options';

/** Where an address follows reports of others. A telephone number follows none. */
export async function followsOf(
  run: CommandRun,
  contact: string,
  municipality?: string,
): Promise<readonly FoundFollows[]> {
  if (!contact.includes('@')) return [];
  const asked = { email: contact, ...given({ municipality }) };
  return ask(await run.product(), OPERATOR_SUBJECTS.findFollows, asked, { signal: run.signal });
}

/** Ends all that an address follows in one Comune, and forgets the address. */
export async function eraseFollows(
  run: CommandRun,
  email: string,
  { municipalityId: municipality }: FoundFollows,
): Promise<void> {
  await ask(await run.product(), OPERATOR_SUBJECTS.eraseFollows, { email, municipality }, { signal: run.signal });
}
