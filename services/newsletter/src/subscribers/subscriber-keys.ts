import { join } from 'node:path';
import { Keyring, type Database, type KeyPurpose } from '@sportello/postgres';
import { newsletterKey, type Settings } from '@sportello/service-kit';

/** Each subscriber has one key, which seals the address and where its owner agreed. */
export const SUBSCRIBER_KEYS: readonly KeyPurpose[] = ['subscriber'];

/** The keyring in the newsletter's own schema. Applies its list of erasures again. */
export function openSubscriberKeys(database: Database, settings: Settings): Promise<Keyring> {
  return Keyring.open({
    database,
    schema: database.schema,
    purposes: SUBSCRIBER_KEYS,
    masterKey: newsletterKey(settings),
    erasureList: join(settings.dataDir, 'newsletter-erasures.log'),
  });
}
