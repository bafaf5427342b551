import type { Actor } from '@sportello/contracts';
import { Refused } from '@sportello/messaging';

/** The municipality that someone asks about: their own. @throws Refused for a service, which has none */
export function municipalityOf(actor: Actor): string {
  if (actor.kind === 'service')
    throw new Refused({ code: 'UNKNOWN_MUNICIPALITY', detail: 'A service asks for nobody in particular' });
  return actor.municipalityId;
}

/** ISO 8601 in UTC. @throws Refused for what is ISO 8601 and still no moment, such as a week */
export function momentAsked(field: string, written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const time = new Date(written);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new Refused({ code: 'INVALID_REQUEST', errors: [{ field, message: `${field} must be a date and time` }] });
}
