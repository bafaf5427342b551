import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { MunicipalityFolder } from './municipality-folder';

/** Milliseconds between looks at the folder. Looking is portable to every file system; telling is not. */
const LOOK_EVERY_MS = 2_000;

/** A watch that goes on until it is closed. */
export interface MunicipalityWatch {
  close(): Promise<void>;
}

/**
 * Keeps the Comuni served as their files are. A change counts when the folder looks the same twice in a row, so that nothing is read while it is
 * being written. Never fails: what is wrong is logged, and what was right is served on.
 */
export function watchMunicipalities(
  folder: MunicipalityFolder,
  logger: Pick<Logger, 'info' | 'error'>,
  everyMs = LOOK_EVERY_MS,
): MunicipalityWatch {
  const stopping = new AbortController();
  const running = watch(folder, logger, everyMs, stopping.signal);
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

async function watch(
  folder: MunicipalityFolder,
  logger: Pick<Logger, 'info' | 'error'>,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  // Read once more, as the files may have changed between the start's reading and now.
  let taken = '';
  let seen = '';
  while (!signal.aborted) {
    const looks = await fingerprint(folder);
    if (looks === seen && looks !== taken) {
      if (await refresh(folder, logger)) taken = looks;
    }
    seen = looks;
    await pause(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function fingerprint(folder: MunicipalityFolder): Promise<string> {
  try {
    return await folder.fingerprint();
  } catch (error) {
    // A file that went between being listed and being looked at, or a folder that is not there: told when it is read.
    return `unreadable: ${String(error)}`;
  }
}

/** @returns false when they could not be read: to be tried again */
async function refresh(folder: MunicipalityFolder, logger: Pick<Logger, 'info' | 'error'>): Promise<boolean> {
  try {
    const { added, changed, removed } = await folder.refresh();
    const ids = (some: typeof added): readonly string[] => some.map(({ id }) => id);
    if (added.length + changed.length + removed.length > 0)
      logger.info({ added: ids(added), changed: ids(changed), removed: ids(removed) }, 'The municipalities changed');
    const problems = folder.municipalities.problems();
    if (problems.length > 0)
      logger.error({ problems }, 'A municipality’s file is wrong and was not taken: correct it, the rest is served on');
    return true;
  } catch (error) {
    logger.error({ err: error }, 'The municipalities’ files cannot be read: those known are served on');
    return false;
  }
}
