import { OPERATOR_SUBJECTS, type StreamPage } from '@sportello/contracts';
import type { Command } from 'commander';
import { ask } from '../command-line/ask';
import { addCommand } from '../command-line/define-command';
import { WELL, WRONG } from '../command-line/exit-codes';
import { code, given, municipalityOption, personalOption } from '../command-line/options';
import { eventText } from './event-text';

interface ShowOptions {
  readonly municipality?: string;
  readonly personal?: boolean;
}

/** `stream show <code>` */
export function streamShow(parent: Command): void {
  addCommand<ShowOptions>(parent, {
    usage: 'show <code>',
    summary: 'every event of one report, in order; exit 1 when one of them cannot be read',
    options: [municipalityOption(), personalOption()],
    examples: ['sportello stream show 7K3QZ0X9TM2', 'sportello stream show 7K3QZ0X9TM2 --personal --json'],
    async run({ product, output, signal }, [typed = ''], { municipality, personal }) {
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
    },
  });
}
