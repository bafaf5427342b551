import { setTimeout as delay } from 'node:timers/promises';
import type { Language, ReportType } from '@sportello/contracts';
import type { SqlExecutor } from '@sportello/event-sourcing';
import { Refused } from '@sportello/messaging';
import { lockUntilEnd, type Database } from '@sportello/postgres';
import type { Logger } from 'pino';
import type { DeliveryLedger } from '../feed/delivery-ledger';
import type { ReportsFinder } from './reports-finder';

/** Mails of one address in an hour. What is beyond is answered all the same. */
export const MAX_IN_AN_HOUR = 3;
/** Asked for at this replica and not written yet. */
export const MAX_WAITING = 1_000;
/** With growing pauses half a minute in all: longer than a service takes to start anew. */
const TRIES = 6;

/** Somebody wants the list of their reports at an address. */
export interface Asking {
  /** Of a retry the same: its mail is written once. */
  readonly id: string;
  readonly municipalityId: string;
  readonly email: string;
  readonly language: Language;
}

export interface MyReportsMailsOptions {
  readonly database: Database;
  readonly finder: Pick<ReportsFinder, 'codes'>;
  readonly ledger: DeliveryLedger;
  readonly logger: Logger;
  /** After a mail was written. */
  readonly onPlanned: () => void;
  /** Milliseconds before the second try; before each further one twice as many. */
  readonly pauseMs?: number;
}

/**
 * Writes the mail with the link to all reports of an address, to the newest of them: sealed as that report has it, so that it goes with its
 * reporter. All is done after the answer and in turn, so that neither the answer nor its time tells whether there is any report. What
 * is cut off by a stop is asked for again by whoever waits for it.
 */
export class MyReportsMails {
  private waiting = 0;
  private last: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(private readonly options: MyReportsMailsOptions) {}

  /** @throws Refused when too many wait, whoever asks */
  ask(asking: Asking): void {
    if (this.waiting >= MAX_WAITING)
      throw new Refused({ code: 'SERVICE_UNAVAILABLE', detail: 'Too many wait for a link; try again in a moment' });
    this.waiting += 1;
    this.last = this.last.then(() => this.take(asking));
  }

  /** Ends the one under way, drops the others. */
  async close(): Promise<void> {
    this.stopping.abort();
    // What is left when the service ends is told: whoever waits for it asks again.
    if (this.waiting > 0) this.options.logger.warn({ waiting: this.waiting }, 'Links that were asked for are dropped');
    await this.last;
  }

  private async take(asking: Asking): Promise<void> {
    const { logger, pauseMs = 1_000 } = this.options;
    const { signal } = this.stopping;
    for (let attempt = 1; attempt <= TRIES && !signal.aborted; attempt += 1) {
      try {
        if (await this.write(asking)) this.options.onPlanned();
        break;
      } catch (error) {
        const message = 'The link to somebody’s reports cannot be written';
        logger.warn({ err: error, municipalityId: asking.municipalityId, attempt, tries: TRIES }, message);
        if (attempt < TRIES) await delay(pauseMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
      }
    }
    this.waiting -= 1;
  }

  /** @returns whether there is a mail to send */
  private async write({ id, municipalityId, email, language }: Asking): Promise<boolean> {
    const { database, finder, ledger } = this.options;
    const codes = await finder.codes(municipalityId, email, this.stopping.signal);
    const [newest] = codes;
    if (newest === undefined) return false;
    return database.asWorker(async (sql) => {
      // Two at once must not both be the last that may leave.
      await lockUntilEnd(sql, `my-reports ${municipalityId} ${newest}`);
      const found = await this.recipientOf(sql, municipalityId, codes);
      if (found === undefined) return false;
      const { code, type, sealedReporter } = found;
      await ledger.writeDeliveries(sql, [
        {
          municipalityId,
          eventId: id,
          recipient: code,
          channel: 'email',
          code,
          template: 'my-reports',
          parameters: { type },
          language,
          sealedReporter,
          occurredAt: new Date().toISOString(),
        },
      ]);
      return true;
    });
  }

  /** The newest of these reports whose contact is known here; undefined when there is none, or when enough was sent. */
  private async recipientOf(
    sql: SqlExecutor,
    municipalityId: string,
    codes: readonly string[],
  ): Promise<{ readonly code: string; readonly type: ReportType; readonly sealedReporter: string } | undefined> {
    const { schema } = this.options.database;
    const { rows } = await sql.query<{ code: string; type: ReportType; sealedReporter: string }>(
      `select code, type, sealed_reporter as "sealedReporter" from ${schema}.report_recipients
        where municipality_id = $1 and code = any($2) and status = 'active' and sealed_reporter is not null
          and (select count(*) from ${schema}.deliveries
                where municipality_id = $1 and recipient = any($2) and template = 'my-reports'
                  and planned_at > clock_timestamp() - interval '1 hour') < $3
        order by array_position($2::text[], code) limit 1`,
      [municipalityId, codes, MAX_IN_AN_HOUR],
    );
    return rows[0];
  }
}
