import { readSecret, restoreMarker, type Settings } from '@sportello/service-kit';
import { CannotStart } from './cannot-start';

/** Half of the reports, or deliveries that would be sent again: nothing may serve them. @throws CannotStart */
export async function assertNoUnfinishedRestore(settings: Pick<Settings, 'dataDir'>): Promise<void> {
  if ((await readSecret(restoreMarker(settings))) === undefined) return;
  throw new CannotStart(
    `A restore into ${settings.dataDir} has not come to its end. Run it again, the same command finishes the work: sportello restore --from <folder>`,
  );
}
