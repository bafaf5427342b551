import type { InstallationView } from '@sportello/contracts';
import type { Ground } from '../ground/ground';

/** What the operators of this machine need to work on the databases themselves. Never for the bus. */
export function installationView({ settings, municipalities, databaseUrls }: Ground): InstallationView {
  const { demo, eventStoreDbUrl } = settings;
  return {
    kind: demo ? 'demo' : 'live',
    databases: databaseUrls,
    municipalities: municipalities.all().map(({ id }) => id),
    ...(eventStoreDbUrl === undefined ? {} : { eventStoreDbUrl }),
  };
}
