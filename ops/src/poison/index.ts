import type { Command } from 'commander';
import { addCommand, group } from '../command-line/define-command';
import { yesOption } from '../command-line/options';
import type { SkipOptions } from './poison.command';

/** `poison list | retry | skip` */
export function poisonCommands(program: Command): void {
  const poison = group(program, 'poison', 'streams with an event that a read model could not take');
  addCommand(poison, {
    usage: 'list',
    summary: 'which streams wait for which read model, from which event on, and why; exit 1 when one waits',
    examples: ['sportello poison list'],
    run: async (run) => (await import('./poison.command.js')).list(run),
  });
  addCommand(poison, {
    usage: 'retry <projection> [stream]',
    summary: 'applies what waits, each stream whole: of one stream, or of all; exit 1 when one still cannot be taken',
    examples: [
      'sportello poison retry status_page',
      'sportello poison retry status_page report-borgo-esempio_7K3QZ0X9TM2',
    ],
    run: async (run, args) => (await import('./poison.command.js')).retry(run, args),
  });
  addCommand<SkipOptions>(poison, {
    usage: 'skip <projection> <stream>',
    summary:
      'goes on without the stream: this read model, also when it is rebuilt, shows it as it was, without alarm, until it is retried',
    options: [yesOption()],
    examples: ['sportello poison skip status_page report-borgo-esempio_7K3QZ0X9TM2 --yes'],
    run: async (...call) => (await import('./poison.command.js')).skip(...call),
  });
}
