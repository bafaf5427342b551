import { Option, type Command } from 'commander';
import { addCommand, type CommandDefinition } from '../command-line/define-command';
import { municipalityOption, yesOption } from '../command-line/options';
import type { ImportOptions } from './import-file.command';

/** Where nobody names the system, or none is behind the lines. */
export const DEFAULT_SOURCE = 'import';

/** One kind of thing that may be imported. */
export interface ImportDefinition {
  /** For people, in the plural; also the name of the command. */
  readonly what: string;
  /** Takes an `ImportLinesMessage` and answers an `ImportReply`. */
  readonly subject: string;
  readonly summary: string;
  readonly examples: CommandDefinition<ImportOptions>['examples'];
  /** Whether its lines bear references of the system that they are from, which `--source` then names. */
  readonly fromSystem: boolean;
}

/** `import <what> <file>`: a line is good or bad by itself, and the bad ones hold up nothing. */
export function importCommand(parent: Command, definition: ImportDefinition): void {
  addCommand<ImportOptions>(parent, {
    usage: `${definition.what} <file>`,
    summary: definition.summary,
    options: [
      municipalityOption(),
      ...(definition.fromSystem ? [sourceOption()] : []),
      new Option('--rejects <file>', 'a new file for the refused lines, as they stand, to be mended and imported'),
      yesOption(),
    ],
    examples: definition.examples,
    run: async (run, [path = ''], options) =>
      (await import('./import-file.command.js')).importFile(run, definition, path, options),
  });
}

function sourceOption(): Option {
  return new Option(
    '--source <name>',
    'the system that the file is from: references of two systems may be alike',
  ).default(DEFAULT_SOURCE);
}
