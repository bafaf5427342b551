import { Matches } from 'class-validator';
import { Optional } from '../fields';
import { IsMoment } from '../is-moment';
import { MUNICIPALITY_NAME } from '../municipality-name';
import { PERIOD } from '../period';

/** The message of `reports.try-retention`. */
export class TryRetentionMessage {
  @Matches(MUNICIPALITY_NAME, { message: 'municipality must be the id or the slug of one' })
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
