import { OPERATOR_SUBJECTS, type StreamPage } from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { code, given } from '../command-line/options';
import { eventText } from './event-text';

export interface ShowOptions {
  readonly municipality?: string;
  readonly personal?: boolean;
}

/** `stream show <code>` */
export async function showStream(
  { product, output, signal }: CommandRun,
  [typed = '']: readonly string[],
  { municipality, personal }: ShowOptions,
): Promise<Verdict> {
  const asked = given({ code: code(typed), municipality, personal });
  let unreadable = 0;
  for (let revision: number | undefined = 0; revision !== undefined;) {
    const page: StreamPage = await ask(
      await product(),
      OPERATOR_SUBJECTS.streamPage,
      { ...asked, revision },
      { signal },
    );
    for (const event of page.events) {
      if (event.unreadable !== undefined) unreadable += 1;
      await output.say(event, () => eventText(event));
    }
    revision = page.next;
  }
  return unreadable === 0 ? WELL : WRONG;
}
