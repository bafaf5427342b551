import { Option, type Command } from 'commander';
import { addCommand, group } from '../command-line/define-command';
import type { RetentionOptions } from './try-retention.command';
import type { TrialOptions } from './try-routing.command';

/** `municipality check | try-routing | try-retention` */
export function municipalityCommands(program: Command): void {
  const municipality = group(program, 'municipality', 'the files of the municipalities');
  addCommand(municipality, {
    usage: 'check <file...>',
    summary:
      'reads municipalities’ files as the services do, and whether they can serve together: names and ground; asks nobody',
    examples: [
      'sportello municipality check deploy/municipalities/borgo-esempio.yaml',
      'sportello municipality check deploy/municipalities/examples/*.yaml',
    ],
    run: async (run, args) => (await import('./check.command.js')).check(run, args),
  });
  addCommand<TrialOptions>(municipality, {
    usage: 'try-routing <file>',
    summary:
      'where the reports of the last 30 days would have gone under the routing rules of a file; a dry run always: nothing changes',
    options: [
      new Option('--from <time>', 'reports submitted at or after; 30 days ago when absent'),
      new Option('--to <time>', 'reports submitted before; now when absent'),
    ],
    examples: [
      'sportello municipality try-routing draft/cassino.yaml',
      'sportello municipality try-routing draft/cassino.yaml --from 2026-02-01T00:00:00+01:00 --to 2026-03-01T00:00:00+01:00',
    ],
    run: async (run, args, options) => (await import('./try-routing.command.js')).tryRouting(run, args, options),
  });
  addCommand<RetentionOptions>(municipality, {
    usage: 'try-retention <file>',
    summary:
      'how many reports would forget who made them, or what was written, under the retention of a file; a dry run always: nothing changes',
    options: [new Option('--at <time>', 'as if it were then; now when absent')],
    examples: [
      'sportello municipality try-retention draft/cassino.yaml',
      'sportello municipality try-retention draft/cassino.yaml --at 2027-01-01T00:00:00+01:00',
    ],
    run: async (run, args, options) => (await import('./try-retention.command.js')).tryRetention(run, args, options),
  });
}
