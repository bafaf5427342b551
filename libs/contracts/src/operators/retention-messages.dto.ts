import { Matches } from 'class-validator';
import { Optional } from '../fields';
import { IsMoment } from '../is-moment';

/** ISO 8601, in units of the calendar, as municipalities' files say how long things are kept. */
const PERIOD = /^P(?=[0-9])([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,4}D)?$/;

/** The message of `reports.try-retention`. */
export class TryRetentionMessage {
  @Matches(/^[a-z0-9-]{2,32}$/, { message: 'municipality must be the id or the slug of one' })
  municipality!: string;

  @Optional()
  @Matches(PERIOD, { message: 'reporter must be a duration such as P2Y' })
  reporter?: string;

  @Optional()
  @Matches(PERIOD, { message: 'texts must be a duration such as P2Y' })
  texts?: string;

  /** As if it were this moment. */
  @IsMoment()
  at!: string;
}
