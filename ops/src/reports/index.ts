import type { Command } from 'commander';
import { addCommand, group } from '../command-line/define-command';
import { municipalityOption, personalOption, yesOption } from '../command-line/options';
import type { AsOfOptions } from './as-of.command';
import type { EraseOptions } from './erase.command';

/** `report as-of` */
export function reportCommands(program: Command): void {
  addCommand<AsOfOptions>(group(program, 'report', 'one report'), {
    usage: 'as-of <code> <time>',
    summary: 'a report as it stood, folded from the log exactly as the API’s asOf does',
    options: [municipalityOption(), personalOption()],
    examples: [
      'sportello report as-of 7K3QZ0X9TM2 2026-03-02T10:00:00+01:00',
      'sportello report as-of 7K3QZ0X9TM2 2026-03-02T09:00:00Z --personal --json',
    ],
    run: async (...call) => (await import('./as-of.command.js')).asOf(...call),
  });
}

/** `erase` */
export function eraseCommand(program: Command): void {
  addCommand<EraseOptions>(program, {
    usage: 'erase <code-or-contact>',
    summary:
      'forgets the person behind a report, or behind all reports with an e-mail address or a telephone number (with +), with their newsletter and what they follow; the reports stay',
    options: [municipalityOption(), yesOption()],
    examples: [
      'sportello erase 7K3QZ0X9TM2',
      'sportello erase ada@example.org --yes',
      'sportello erase - --yes < contact.txt     (so that the address stands in no list of processes)',
    ],
    run: async (...call) => (await import('./erase.command.js')).erase(...call),
  });
}
