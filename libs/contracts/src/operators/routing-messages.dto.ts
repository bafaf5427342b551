import { IsObject, Matches } from 'class-validator';
import { IsMoment } from '../is-moment';
import { MUNICIPALITY_NAME } from '../municipality-name';

/** The message of `reports.try-routing`. */
export class TryRoutingMessage {
  @Matches(MUNICIPALITY_NAME, { message: 'municipality must be the id or the slug of one' })
  municipality!: string;

  /** `areas` and `routing` as in a municipality's file. */
  @IsObject()
  draft!: object;

  /** Reports submitted at or after. */
  @IsMoment()
  from!: string;

  /** Reports submitted before. */
  @IsMoment()
  to!: string;
}
