import { Database } from '@sportello/postgres';
import type { ServiceContext } from '@sportello/service-kit';
import { CreateSubscribers1764700000000 } from './migrations/1764700000000-create-subscribers';

/** Brings the schema up to date and connects. */
export function openNewsletterDatabase({
  databaseUrls,
  logger,
}: Pick<ServiceContext, 'databaseUrls' | 'logger'>): Promise<Database> {
  return Database.open({
    service: 'newsletter',
    schema: 'newsletter',
    urls: databaseUrls,
    migrations: [CreateSubscribers1764700000000],
    logger,
  });
}
