import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsEmail, IsIn, Matches, MaxLength } from 'class-validator';
import { Nested, Optional } from '../fields';
import { IsMoment } from '../moment';
import { IsPlainText } from '../plain-text';
import { LANGUAGES, type Language } from '../vocabulary';
import { InMunicipality } from './account-messages.dto';

/** So many travel in one message: with the longest addresses and sources it stays well below the limit of the bus. */
export const MAX_IMPORTED_SUBSCRIBERS = 250;

/** One who reads the newsletter already, with how and when they agreed to it (GDPR, art. 7.1). */
export class ImportedSubscriber {
  @IsEmail({}, { message: 'email must be an e-mail address' })
  @MaxLength(254, { message: 'email must have at most 254 characters' })
  email!: string;

  /** Absent: the first language of the municipality. */
  @Optional()
  @IsIn(LANGUAGES, { message: `language must be one of ${LANGUAGES.join(', ')}` })
  language?: Language;

  @IsMoment()
  consentedAt!: string;

  /** Where they agreed, such as `form at the library`. */
  @IsPlainText({ max: 200 })
  source!: string;
}

/** The message of `newsletter.import-subscribers`: the same one again changes nothing. */
export class ImportSubscribers extends InMunicipality {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_IMPORTED_SUBSCRIBERS)
  @Nested(() => ImportedSubscriber, { each: true })
  subscribers!: ImportedSubscriber[];

  /** Only tells what would come of it. */
  @IsBoolean()
  dryRun!: boolean;
}

/**
 * What came of one of them. `added`: subscribed now. `known`: was so before, and stays as they are. `unsubscribed`: does not want it any more,
 * whatever a list says. The others were not taken.
 */
export const SUBSCRIBER_OUTCOMES = [
  'added',
  'known',
  'unsubscribed',
  'consent-in-the-future',
  'language-not-offered',
] as const;
export type SubscriberOutcome = (typeof SUBSCRIBER_OUTCOMES)[number];

/** The reply to `newsletter.import-subscribers`. */
export interface SubscribersImported {
  /** In the order asked. */
  readonly outcomes: readonly SubscriberOutcome[];
}

/** The message of `newsletter.find-subscriber` and `newsletter.erase-subscriber`. */
export class SubscriberByEmail {
  @Matches(/@/, { message: 'email must be an e-mail address' })
  @MaxLength(254)
  email!: string;

  /** By id or slug; absent: wherever it is. */
  @Optional()
  @Matches(/^[a-z0-9-]{2,32}$/, { message: 'municipality must be the id or the slug of one' })
  municipality?: string;
}

/** One of the reply to both: nothing is known of somebody who was erased but that they do not want the newsletter. */
export interface FoundSubscriber {
  readonly municipalityId: string;
  readonly erased: boolean;
}
