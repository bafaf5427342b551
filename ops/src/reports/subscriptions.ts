import { OPERATOR_SUBJECTS, type FoundSubscriber } from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { given } from '../command-line/options';

/** Where an address reads the newsletter, or did before it was erased. A telephone number reads none. */
export async function subscriptionsOf(
  run: CommandRun,
  contact: string,
  municipality?: string,
): Promise<readonly FoundSubscriber[]> {
  if (!contact.includes('@')) return [];
  const asked = { email: contact, ...given({ municipality }) };
  return ask(await run.product(), OPERATOR_SUBJECTS.findSubscriber, asked, { signal: run.signal });
}

/** Forgets one; that the newsletter is not wanted stays known. */
export async function eraseSubscription(
  run: CommandRun,
  email: string,
  { municipalityId: municipality }: FoundSubscriber,
): Promise<void> {
  await ask(await run.product(), OPERATOR_SUBJECTS.eraseSubscriber, { email, municipality }, { signal: run.signal });
}
