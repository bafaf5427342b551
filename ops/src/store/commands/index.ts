import type { Command } from 'commander';
import { group } from '../../command-line/define-command';
import { backupCommand } from './backup';
import { receiptCheckCommand } from './receipt-check';
import { restoreCommand } from './restore';
import { storeAnchorCommand } from './store-anchor';
import { storeCopyCommand } from './store-copy';
import { storeVerifyCommand } from './store-verify';

export function storeCommands(program: Command): void {
  const store = group(program, 'store', 'the log itself, wherever it is kept');
  storeCopyCommand(store);
  storeVerifyCommand(store);
  storeAnchorCommand(store);
}

export function receiptCommands(program: Command): void {
  receiptCheckCommand(group(program, 'receipt', 'what citizens were given when they reported'));
}

export function backupCommands(program: Command): void {
  backupCommand(program);
  restoreCommand(program);
}
