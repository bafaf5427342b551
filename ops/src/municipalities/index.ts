import type { Command } from 'commander';
import { addCommand, group } from '../command-line/define-command';

/** `municipality check` */
export function municipalityCommands(program: Command): void {
  addCommand(group(program, 'municipality', 'the files of the municipalities'), {
    usage: 'check <file...>',
    summary:
      'reads municipalities’ files as the services do, and whether they can serve together: names and ground; asks nobody',
    examples: [
      'sportello municipality check deploy/municipalities/borgo-esempio.yaml',
      'sportello municipality check deploy/municipalities/examples/*.yaml',
    ],
    run: async (run, args) => (await import('./check.command.js')).check(run, args),
  });
}
