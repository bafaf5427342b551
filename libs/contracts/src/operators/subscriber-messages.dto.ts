import { IsEmail, IsIn, Matches, MaxLength } from 'class-validator';
import { Optional } from '../fields';
import { IsMoment } from '../is-moment';
import { MUNICIPALITY_NAME } from '../municipality-name';
import { IsPlainText } from '../plain-text';
import { LANGUAGES, type Language } from '../vocabulary';

/** A line of `newsletter.import-subscribers`: one who reads the newsletter already, with how and when they agreed to it (GDPR, art. 7.1). */
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

/** The message of `newsletter.find-subscriber` and `newsletter.erase-subscriber`. */
export class SubscriberByEmail {
  @Matches(/@/, { message: 'email must be an e-mail address' })
  @MaxLength(254)
  email!: string;

  /** By id or slug; absent: wherever it is. */
  @Optional()
  @Matches(MUNICIPALITY_NAME, { message: 'municipality must be the id or the slug of one' })
  municipality?: string;
}
