import type { Actor } from '@sportello/contracts';
import { Refused } from './bus-errors';

/** The municipality that somebody asks about: their own. @throws Refused for a service, which has none */
export function municipalityOf(actor: Actor): string {
  if (actor.kind === 'service')
    throw new Refused({ code: 'UNKNOWN_MUNICIPALITY', detail: 'A service asks for nobody in particular' });
  return actor.municipalityId;
}
