import { Injectable } from '@nestjs/common';
import type { FeedCheckpoint, FeedPage, FeedQuery, RefusalCode, ReportPublicEvent } from '@sportello/contracts';
import {
  parseStreamName,
  reject,
  START,
  type Checkpoint,
  type ReadPage,
  type Rejection,
} from '@sportello/event-sourcing';
import { feedEventsServed } from '../metrics';
import { Parts } from '../parts';
import { decodeReport, readReport, REPORT_STREAMS, type ReportFact } from '../report-log';
import { needsItsPast, publicEvent, statusAfter } from './public-events';

/** What a page may weigh, in bytes of JSON: below the limit of the bus, with room for the envelope. */
const MAX_BYTES = 400 * 1024;

/** What happened to reports, page by page, in the order of the log: none left out, each as its public form. */
@Injectable()
export class ReportFeed {
  constructor(private readonly parts: Parts) {}

  /** Refused with `LOG_DIVERGED` when the reader stands in another log, or in a part of this one that is no more. */
  async page({ checkpoint, limit }: FeedQuery): Promise<FeedPage<ReportPublicEvent> | Rejection<RefusalCode>> {
    const { store } = this.parts;
    const logId = await store.logId();
    if (checkpoint && !(await this.isOurs(checkpoint, logId))) return reject('LOG_DIVERGED');

    const read = await store.readAll(checkpoint?.position ?? START, limit, REPORT_STREAMS);
    const events: ReportPublicEvent[] = [];
    let bytes = 0;
    let taken = 0;
    for (const stored of read.events) {
      const event = await this.publicForm(decodeReport(stored));
      bytes += event ? Buffer.byteLength(JSON.stringify(event)) : 0;
      // One event alone always fits, and a page that brings nothing would keep its reader for ever.
      if (bytes > MAX_BYTES && events.length > 0) break;
      if (event) events.push(event);
      taken += 1;
    }
    feedEventsServed.inc(events.length);
    return {
      events,
      checkpoint: after(read, taken, logId, checkpoint),
      atEnd: read.atEnd && taken === read.events.length,
    };
  }

  private async isOurs({ logId, lastEvent, position }: FeedCheckpoint, ours: string): Promise<boolean> {
    if (logId !== ours) return false;
    if (!lastEvent) return true;
    const [event] = await this.parts.store.readStream(lastEvent.stream, { from: lastEvent.revision, limit: 1 });
    return event?.eventId === lastEvent.eventId && event.position <= position;
  }

  private async publicForm(fact: ReportFact): Promise<ReportPublicEvent | undefined> {
    if (!needsItsPast(fact)) return publicEvent(fact);
    const { municipalityId, id } = parseStreamName(fact.stored.stream);
    const past = await readReport(this.parts.store, municipalityId, id);
    return publicEvent(fact, statusAfter(past.slice(0, fact.stored.revision + 1)));
  }
}

/** Where the reader stands after the events it was given. */
function after(read: ReadPage, taken: number, logId: string, before: Checkpoint | undefined): FeedPage['checkpoint'] {
  const last = read.events[taken - 1];
  if (!last) return { logId, position: read.next, ...(before?.lastEvent ? { lastEvent: before.lastEvent } : {}) };
  const { stream, revision, eventId } = last;
  const position = taken === read.events.length ? read.next : last.position;
  return { logId, position, lastEvent: { stream, revision, eventId } };
}
