import { join } from 'node:path';
import { types } from 'node:util';
import { OperationFailed } from '../../command-line/operation';
import { readLines, sha256Of } from './line-file';
import { fileOf, keyTablesOf, type Manifest, type PrimaryTable } from './manifest';

/** Sees that every file of a backup is the one that was written. @throws OperationFailed, the signal's reason */
export async function assertWhole(folder: string, { log, tables }: Manifest, signal?: AbortSignal): Promise<void> {
  for (const { file, sha256 } of [log, ...tables]) {
    if ((await digestOf(folder, file, signal)) !== sha256)
      throw new OperationFailed(
        'DAMAGED',
        `${file} is not what the backup wrote: it was damaged or changed. Take another backup.`,
      );
  }
}

/**
 * The same for the keys, which are kept apart and may come back damaged, or be those of another backup. Where the backup was taken without its
 * keys, those of another one are read once to their end. @throws OperationFailed, the signal's reason
 */
export async function assertKeysWhole(
  folder: string,
  { keys, tables }: Pick<Manifest, 'keys' | 'tables'>,
  signal?: AbortSignal,
): Promise<void> {
  for (const { file, sha256 } of keys ?? []) {
    if ((await digestOf(folder, file, signal)) !== sha256)
      throw new OperationFailed(
        'DAMAGED_KEYS',
        `${file} of ${folder} is not what this backup wrote: it is missing, damaged, or of another backup. Nothing was changed. Name the folder that --keys-to of this very backup wrote, or another copy of it.`,
      );
  }
  if (keys === undefined) for (const table of keyTablesOf({ tables })) await assertReadable(folder, table, signal);
}

async function assertReadable(folder: string, table: PrimaryTable, signal?: AbortSignal): Promise<void> {
  const file = fileOf(table);
  try {
    for await (const line of readLines(join(folder, file))) {
      signal?.throwIfAborted();
      JSON.parse(line);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new OperationFailed(
      'DAMAGED_KEYS',
      `${file} of ${folder} is missing or damaged. Nothing was changed. Name a folder that --keys-to wrote, or another copy of it.`,
      { cause: error },
    );
  }
}

/** Undefined when it is not there. */
async function digestOf(folder: string, file: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    return await sha256Of(join(folder, file), signal);
  } catch (error) {
    if (types.isNativeError(error) && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
