import type { Command } from 'commander';
import { group } from '../command-line/define-command';
import { municipalityCheck } from './check.command';

export function municipalityCommands(program: Command): void {
  municipalityCheck(group(program, 'municipality', 'the files of the municipalities'));
}
