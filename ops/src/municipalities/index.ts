import type { Command } from 'commander';
import { addCommand, group } from '../command-line/define-command';

/** `municipality check` */
export function municipalityCommands(program: Command): void {
  addCommand(group(program, 'municipality', 'the files of the municipalities'), {
    usage: 'check <file>',
    summary: 'reads a municipality’s file as the services do at their start; asks nobody',
    examples: ['sportello municipality check deploy/municipalities/borgo-esempio.yaml'],
    run: async (run, args) => (await import('./check.command.js')).check(run, args),
  });
}
