import { Option, type Command } from 'commander';
import { addCommand, group } from '../../command-line/define-command';
import type { BackupOptions } from './backup';
import type { ReceiptOptions } from './receipt-check';
import type { RestoreOptions } from './restore';
import type { AnchorOptions } from './store-anchor';
import type { CopyOptions } from './store-copy';
import type { VerifyOptions } from './store-verify';

const URL_HELP = 'postgres:// or esdb://; left out: the PostgreSQL of this installation';

/** `store copy | verify | anchor` */
export function storeCommands(program: Command): void {
  const store = group(program, 'store', 'the log itself, wherever it is kept');
  addCommand<CopyOptions>(store, {
    usage: 'copy',
    summary:
      'copies a log into another store, byte for byte; goes on where it was cut off. With --yes the readers of this installation, stopped, move along',
    examples: [
      'sportello store copy --to esdb://eventstore.comune.example:2113?tls=true',
      'sportello store copy --to esdb://eventstore.comune.example:2113?tls=true --yes',
      'sportello store copy --from esdb://eventstore.comune.example:2113?tls=true',
      'sportello store copy --from postgres://admin:secret@old:5432/sportello --to esdb://127.0.0.1:2113?tls=false',
    ],
    options: [
      new Option('--from <url>', URL_HELP),
      new Option('--to <url>', URL_HELP),
      new Option('--yes', 'move the readers too, so that this installation goes on with the copy'),
    ],
    run: async (...call) => (await import('./store-copy.js')).copyStore(...call),
  });
  addCommand<VerifyOptions>(store, {
    usage: 'verify',
    summary: 'reads the whole log of this installation and says what is wrong with it; exit 1 when something is',
    examples: [
      'sportello store verify',
      'sportello store verify --against esdb://eventstore.comune.example:2113?tls=true',
      'sportello store verify --seals --anchor anchor-2026-03-02.json anchor-2026-04-02.json',
    ],
    options: [
      new Option('--against <url>', 'another store (postgres:// or esdb://) that must hold the same, byte for byte'),
      new Option('--seals', 'compute every digest anew and compare with the seals'),
      new Option('--anchor <file...>', 'files of `store anchor` that the seals must agree with'),
    ],
    run: async (...call) => (await import('./store-verify.js')).verifyStore(...call),
  });
  addCommand<AnchorOptions>(store, {
    usage: 'anchor',
    summary: 'writes the latest seal of every municipality into a file; keep it where this installation cannot write',
    examples: ['sportello store anchor --out anchor-2026-03-02.json'],
    options: [new Option('--out <file>', 'a new file').makeOptionMandatory()],
    run: async (...call) => (await import('./store-anchor.js')).anchorStore(...call),
  });
}

/** `receipt check` */
export function receiptCommands(program: Command): void {
  addCommand<ReceiptOptions>(group(program, 'receipt', 'what citizens were given when they reported'), {
    usage: 'check <file>',
    summary: 'checks a receipt with nothing but the file; exit 1 when it is not genuine',
    examples: [
      'sportello receipt check receipt.json',
      'sportello receipt check receipt.json --anchor anchor-2026-03-02.json',
    ],
    options: [new Option('--anchor <file>', 'a file of `store anchor`: proves the receipt’s seal too')],
    run: async (...call) => (await import('./receipt-check.js')).checkReceiptFile(...call),
  });
}

/** `backup`, `restore` */
export function backupCommands(program: Command): void {
  addCommand<BackupOptions>(program, {
    usage: 'backup',
    summary: 'writes into a new folder what cannot be built again, beside the running product',
    examples: [
      'sportello backup --to /backup/2026-03-02',
      'sportello backup --to /backup/2026-03-02 --keys-to /vault/2026-03-02',
    ],
    options: [
      new Option('--to <folder>', 'new, or empty').makeOptionMandatory(),
      new Option('--keys-to <folder>', 'another one, for the keys that open what is sealed: keep it apart'),
    ],
    run: async (...call) => (await import('./backup.js')).backUp(...call),
  });
  addCommand<RestoreOptions>(program, {
    usage: 'restore',
    summary: 'puts a backup into DATA_DIR’s installation, which is made when there is none; Sportello must be stopped',
    examples: [
      'sportello restore --from /backup/2026-03-02 --keys-from /vault/2026-03-02',
      'DATA_DIR=/srv/sportello sportello restore --from /backup/2026-03-02 --yes',
    ],
    options: [
      new Option('--from <folder>', 'that `backup --to` wrote').makeOptionMandatory(),
      new Option('--keys-from <folder>', 'that `backup --keys-to` wrote'),
      new Option('--without-keys', 'the keys are lost: restore what no name and no text can ever be read of again'),
      new Option('--yes', 'throw away the reports and subscribers that are there already'),
    ],
    run: async (...call) => (await import('./restore.js')).restoreBackup(...call),
  });
}
