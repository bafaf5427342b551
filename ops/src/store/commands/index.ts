import type { Command } from 'commander';
import { group } from '../../command-line/define-command';
import { receiptCheckCommand } from './receipt-check';

export function receiptCommands(program: Command): void {
  receiptCheckCommand(group(program, 'receipt', 'what citizens were given when they reported'));
}
