import {
  FeedQuery,
  SUBJECTS,
  type Actor,
  type FeedPage,
  type RefusalCode,
  type ReportPublicEvent,
} from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { ReportFeed } from './report-feed';

/** What happened after this checkpoint? For services only. */
@BusController()
export class ReportFeedQueryHandler {
  constructor(private readonly feed: ReportFeed) {}

  @Answers(SUBJECTS.reportFeed, { from: ['notifications'] })
  async page(
    @Message() query: FeedQuery,
    @From() actor: Actor,
  ): Promise<FeedPage<ReportPublicEvent> | Rejection<RefusalCode>> {
    if (actor.kind !== 'service') return reject('NOT_ALLOWED', 'The feed is for services');
    return this.feed.page(query);
  }
}
