import { Option, type Command } from 'commander';
import { addCommand, group } from '../command-line/define-command';
import { yesOption } from '../command-line/options';
import type { ChangeOptions } from './dead-letters.command';
import type { ReplayOptions } from './replay.command';

const allOption = (): Option => new Option('--all', 'all of them');

/** `notifications replay` */
export function notificationCommands(program: Command): void {
  addCommand<ReplayOptions>(group(program, 'notifications', 'what people are told'), {
    usage: 'replay',
    summary:
      'what the log asks to be sent for a stretch of time, beside what was sent; always a dry run: nothing can leave',
    options: [
      new Option('--from <time>', 'events recorded at or after').makeOptionMandatory(),
      new Option('--to <time>', 'events recorded at or before').makeOptionMandatory(),
    ],
    examples: [
      'sportello notifications replay --from 2026-03-02T00:00:00+01:00 --to 2026-03-03T00:00:00+01:00',
      'sportello notifications replay --from 2026-03-02T00:00:00Z --to 2026-03-02T12:00:00Z --json',
    ],
    run: async (...call) => (await import('./replay.command.js')).replay(...call),
  });
}

/** `dead-letters list | retry | discard` */
export function deadLetterCommands(program: Command): void {
  const letters = group(program, 'dead-letters', 'messages that were given up after their last try');
  addCommand(letters, {
    usage: 'list',
    summary: 'what could not be delivered, newest first; exit 1 when there is anything',
    examples: ['sportello dead-letters list'],
    run: async (run) => (await import('./dead-letters.command.js')).list(run),
  });
  addCommand<ChangeOptions>(letters, {
    usage: 'retry [event...]',
    summary: 'tries again from the first time: those of these events, or all',
    options: [allOption()],
    examples: [
      'sportello dead-letters retry 3f0c7a52-6a55-4f3e-9a0e-0f6f3f1e2d11',
      'sportello dead-letters retry --all',
    ],
    run: async (...call) => (await import('./dead-letters.command.js')).retry(...call),
  });
  addCommand<ChangeOptions>(letters, {
    usage: 'discard [event...]',
    summary: 'gives them up for good: those of these events, or all; nothing is ever sent for them',
    options: [allOption(), yesOption()],
    examples: ['sportello dead-letters discard --all', 'sportello dead-letters discard --all --yes'],
    run: async (...call) => (await import('./dead-letters.command.js')).discard(...call),
  });
}
