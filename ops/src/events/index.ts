import { Option, type Command } from 'commander';
import { addCommand, group } from '../command-line/define-command';
import { municipalityOption, personalOption } from '../command-line/options';
import type { ShowOptions } from './stream-show.command';
import type { TailOptions } from './tail.command';

/** `events tail`, `stream show` */
export function eventCommands(program: Command): void {
  addCommand<TailOptions>(group(program, 'events', 'the log'), {
    usage: 'tail',
    summary: 'shows what is appended to the log, as it comes; sealed texts stay sealed',
    options: [
      new Option(
        '--from <position>',
        'after this position; "start" for everything, "now" (as without it) for what comes',
      ),
      new Option('--stream <stream>', 'only this stream, or streams that begin so, such as report-borgo-esempio_'),
      new Option('--type <type>', 'only events of this type, such as report.assigned'),
      new Option('--no-follow', 'end at the end of the log; then without --from everything is shown'),
      personalOption(),
    ],
    examples: [
      'sportello events tail',
      'sportello events tail --from start --no-follow --type report.resolved',
      'sportello events tail --stream report-borgo-esempio_ --json | jq .type',
    ],
    run: async (...call) => (await import('./tail.command.js')).tail(...call),
  });
  addCommand<ShowOptions>(group(program, 'stream', 'one report in the log'), {
    usage: 'show <code>',
    summary: 'every event of one report, in order; exit 1 when one of them cannot be read',
    options: [municipalityOption(), personalOption()],
    examples: ['sportello stream show 7K3QZ0X9TM2', 'sportello stream show 7K3QZ0X9TM2 --personal --json'],
    run: async (...call) => (await import('./stream-show.command.js')).showStream(...call),
  });
}
