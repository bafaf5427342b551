import type { Actor } from '@sportello/contracts';
import { Refused } from '@sportello/messaging';

/** The municipality of whoever asks. @throws Refused for a service, which has none */
export function municipalityOf(actor: Actor): string {
  if (actor.kind === 'service')
    throw new Refused({ code: 'NOT_ALLOWED', detail: 'this is for somebody in a municipality' });
  return actor.municipalityId;
}
