import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { given } from '../command-line/options';

/** What a service keeps of an address in one municipality. */
interface KeptThere {
  readonly municipalityId: string;
}

/** Where an e-mail address is kept for something else than reports, by the service that answers on `subject`. A telephone number is kept for nothing else. */
export async function keptOf<Kept extends KeptThere>(
  run: CommandRun,
  subject: string,
  contact: string,
  municipality?: string,
): Promise<readonly Kept[]> {
  if (!contact.includes('@')) return [];
  const asked = { email: contact, ...given({ municipality }) };
  return ask(await run.product(), subject, asked, { signal: run.signal });
}

/** Has it forgotten there. */
export async function forgetThere(
  run: CommandRun,
  subject: string,
  email: string,
  { municipalityId: municipality }: KeptThere,
): Promise<void> {
  await ask(await run.product(), subject, { email, municipality }, { signal: run.signal });
}
