/** Another live process works in this DATA_DIR. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse';
}

/** Held by one process at a time. */
export interface DataDirLock {
  readonly dataDir: string;
  release(): Promise<void>;
}

/** Creates the folder when missing and locks it; the lock of a dead process is taken over. @throws DataDirInUse */
export function lockDataDir(dataDir: string): Promise<DataDirLock> {
  return Promise.reject(new Error(`not yet ${dataDir}`));
}
