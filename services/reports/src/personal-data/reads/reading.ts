import type { Actor, PersonalDataPart, PersonalDataRoute } from '@sportello/contracts';

/** That somebody reads personal data: who, where, and what of it. */
export interface Reading {
  readonly reader: Actor;
  readonly route: PersonalDataRoute;
  readonly what: readonly PersonalDataPart[];
}

/** What is opened is for everybody to read, or for the product's own work and shown to nobody. */
export const UNRECORDED = 'unrecorded';

/** Whose data. */
export interface ReadReport {
  readonly municipalityId: string;
  readonly code: string;
}
