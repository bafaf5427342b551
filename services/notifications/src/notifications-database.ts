import { Database } from '@sportello/postgres';
import type { ServiceContext } from '@sportello/service-kit';
import { CreateDeliveries1764000000000 } from './migrations/1764000000000-create-deliveries';
import { CreateRestores1764600000000 } from './migrations/1764600000000-create-restores';
import { CreateFollows1765200000000 } from './migrations/1765200000000-create-follows';
import { KnowWhatIsKeptNoLonger1765300000000 } from './migrations/1765300000000-know-what-is-kept-no-longer';
import { FindFollowsThatAreOver1765310000000 } from './migrations/1765310000000-find-follows-that-are-over';

/** The service's own schema. */
const SCHEMA = 'notifications';

/** Brings the schema up to date and connects. */
export function openNotificationsDatabase({
  databaseUrls,
  logger,
}: Pick<ServiceContext, 'databaseUrls' | 'logger'>): Promise<Database> {
  return Database.open({
    service: 'notifications',
    schema: SCHEMA,
    urls: databaseUrls,
    migrations: [
      CreateDeliveries1764000000000,
      CreateRestores1764600000000,
      CreateFollows1765200000000,
      KnowWhatIsKeptNoLonger1765300000000,
      FindFollowsThatAreOver1765310000000,
    ],
    logger,
  });
}
