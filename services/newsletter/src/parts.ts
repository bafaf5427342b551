import { BlindIndex, type Database } from '@sportello/postgres';
import { newsletterKey, type Municipalities, type ServiceContext } from '@sportello/service-kit';
import type { Logger } from 'pino';
import { openNewsletterDatabase } from './newsletter-database';
import { openSubscriberKeys } from './subscribers/subscriber-keys';
import { Subscribers } from './subscribers/subscribers';

/** Token of the running parts. */
export const PARTS = Symbol('NewsletterParts');

/** ISO 8601, UTC. */
export type Clock = () => string;

/** The service without its door. */
export interface NewsletterParts {
  readonly database: Database;
  readonly municipalities: Municipalities;
  readonly subscribers: Subscribers;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Brings the schema up to date; whoever was erased, and came back with a restored database, is erased again before anything is answered. */
export async function openParts(context: ServiceContext, clock: Clock): Promise<NewsletterParts> {
  const { settings, municipalities, logger } = context;
  const key = newsletterKey(settings);
  const database = await openNewsletterDatabase(context);
  try {
    const keyring = await openSubscriberKeys(database, settings);
    const subscribers = new Subscribers(database, keyring, new BlindIndex(key));
    const forgotten = await subscribers.forgetErased();
    if (forgotten > 0) logger.warn({ subscribers: forgotten }, 'Erased subscribers were there again: forgotten again');
    return { database, municipalities, subscribers, clock, logger };
  } catch (error) {
    await database.close();
    throw error;
  }
}
