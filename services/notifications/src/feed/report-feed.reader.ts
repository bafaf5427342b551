import { randomUUID } from 'node:crypto';
import { HINTS, SUBJECTS, type ReportPublicEvent } from '@sportello/contracts';
import type { Checkpoints, SqlExecutor } from '@sportello/event-sourcing';
import { asService, FeedConsumer, type Bus, type FeedStatus } from '@sportello/messaging';
import type { Logger } from 'pino';
import { planKept } from '../planning/kept-reports';
import { planFollowers } from '../planning/plan-followers';
import { endsRetention } from '../planning/report-book';
import type { DeliveryLedger } from './delivery-ledger';

/** Name of the checkpoint in our schema. */
export const FEED_CHECKPOINT = 'report-feed';

export interface ReportFeedOptions {
  readonly bus: Bus;
  readonly checkpoints: Checkpoints;
  readonly ledger: DeliveryLedger;
  readonly logger: Logger;
  /** After deliveries were committed. */
  readonly onAdvanced: () => void;
  readonly pollMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** When the log was last restored from a backup, likewise; nothing that was recorded by then is sent. */
  readonly restoredAt?: number;
}

/** Turns the reports service's feed into deliveries, each page with the checkpoint in one transaction. */
export class ReportFeedReader {
  private readonly consumer: FeedConsumer<ReportPublicEvent>;
  private confirmed = false;

  constructor(private readonly options: ReportFeedOptions) {
    this.consumer = new FeedConsumer<ReportPublicEvent>({
      bus: options.bus,
      subject: SUBJECTS.reportFeed,
      hint: HINTS.reportFeedGrew,
      name: FEED_CHECKPOINT,
      checkpoints: announcing(options.checkpoints, options.onAdvanced),
      context: () => {
        const id = randomUUID();
        return asService('notifications', { correlationId: id, causationId: id });
      },
      apply: (events, sql) => this.apply(events, sql),
      logger: options.logger,
      ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
    });
  }

  start(): void {
    this.consumer.start();
  }

  stop(): Promise<void> {
    return this.consumer.stop();
  }

  status(): FeedStatus {
    return this.consumer.status();
  }

  /** Whether the log is the one we planned from, as its owner has said since we started. Until then nothing may leave: after a restore what is due may never have happened. */
  logConfirmed(): boolean {
    const { caughtUp, diverged } = this.consumer.status();
    this.confirmed = !diverged && (this.confirmed || caughtUp);
    return this.confirmed;
  }

  private async apply(events: readonly ReportPublicEvent[], sql: SqlExecutor): Promise<void> {
    const { ledger, now = Date.now, restoredAt } = this.options;
    const seenAt = now();
    const planned = await planKept(ledger.reports(sql), events, () => seenAt, restoredAt);
    // After the reports say it: a wish that did not see that yet is written by now.
    await ledger.endFollows(sql, events.filter(endsRetention));
    // After the page was taken in: whether a report is still for everybody, and what it was joined to.
    const followers = await ledger.followers(sql, events);
    await ledger.writeDeliveries(sql, [...planned, ...planFollowers(events, followers, seenAt, restoredAt)]);
    await ledger.forgetTexts(
      sql,
      events.filter(({ type }) => type === 'report.text-redacted'),
    );
    await ledger.forgetRecipients(
      sql,
      events.filter(({ type }) => type === 'report.reporter-erased'),
    );
    this.confirmed = true;
  }
}

function announcing(checkpoints: Checkpoints, onAdvanced: () => void): Checkpoints {
  return {
    read: (name) => checkpoints.read(name),
    advance: async (name, work) => {
      const result = await checkpoints.advance(name, work);
      if (result === 'advanced') onAdvanced();
      return result;
    },
  };
}
