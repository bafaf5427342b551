import { join } from 'node:path';
import type { Settings } from './settings';

/** A file that is there while a restore into this data directory is not finished: nothing serves meanwhile. */
export function restoreMarker({ dataDir }: Pick<Settings, 'dataDir'>): string {
  return join(dataDir, 'restoring');
}
