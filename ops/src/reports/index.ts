import type { Command } from 'commander';
import { group } from '../command-line/define-command';
import { reportAsOf } from './as-of.command';

export { eraseCommand } from './erase.command';

export function reportCommands(program: Command): void {
  reportAsOf(group(program, 'report', 'one report'));
}
