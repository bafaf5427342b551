import {
  FeedQuery,
  SUBJECTS,
  type Actor,
  type FeedPage,
  type RefusalCode,
  type ReportPublicEvent,
} from '@sportello/contracts';
import { isRejection, reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { ReportFeed } from './report-feed';

type Erasing = Extract<ReportPublicEvent, { readonly type: 'report.reporter-erased' | 'report.text-redacted' }>;

/** Whose reporter was erased and whose texts were redacted after this checkpoint? The door keeps files, and must learn no more than this. */
@BusController()
export class ErasureFeedQueryHandler {
  constructor(private readonly feed: ReportFeed) {}

  @Answers(SUBJECTS.erasureFeed, { from: ['gateway'] })
  async page(@Message() query: FeedQuery, @From() actor: Actor): Promise<FeedPage<Erasing> | Rejection<RefusalCode>> {
    if (actor.kind !== 'service') return reject('NOT_ALLOWED', 'The feed is for services');
    const page = await this.feed.page(query);
    return isRejection(page) ? page : { ...page, events: page.events.filter(isErasing) };
  }
}

function isErasing(event: ReportPublicEvent): event is Erasing {
  return event.type === 'report.reporter-erased' || event.type === 'report.text-redacted';
}
