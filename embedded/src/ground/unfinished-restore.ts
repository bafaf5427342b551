import { access } from 'node:fs/promises';
import { restoreMarker, type Settings } from '@sportello/service-kit';
import { CannotStart } from './cannot-start';

/** Half of the reports, or deliveries that would be sent again: nothing may serve them. @throws CannotStart */
export async function assertNoUnfinishedRestore(settings: Pick<Settings, 'dataDir'>): Promise<void> {
  const there = await access(restoreMarker(settings)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
  if (!there) return;
  throw new CannotStart(
    `A restore into ${settings.dataDir} has not come to its end. Run it again, the same command finishes the work: sportello restore --from <folder>`,
  );
}
