import { readMoment, type Actor } from '@sportello/contracts';

export { municipalityOf } from '@sportello/messaging';

/** The departments that someone is confined to; undefined for the front office. */
export function ownDepartments(actor: Actor): readonly string[] | undefined {
  if (actor.kind !== 'staff') return [];
  return actor.roles.includes('operator') ? undefined : actor.departments;
}

/** ISO 8601 in UTC of a time that was asked for; its query has made sure that it is one. */
export function momentAsked(written: string | undefined): string | undefined {
  return written === undefined ? undefined : readMoment(written);
}
