import { HINTS, SUBJECTS, type PublicEvent } from '@sportello/contracts';
import type { Checkpoint, Checkpoints, SqlExecutor } from '@sportello/event-sourcing';
import { asService, FeedConsumer, type Bus } from '@sportello/messaging';
import type { Logger } from 'pino';
import { randomId } from '../http/trace';
import type { AttachmentFiles } from './attachment-files';
import { blankRow, rowsOfReport } from './attachment-rows';

const READER = 'attachments';

/**
 * Follows what happens to reports and blanks the files of those whose reporter was erased or whose texts were redacted. Their key is gone already; with
 * this goes what it sealed. To blank twice is harmless, so a log that is another one (a restored one) is simply read from its beginning.
 */
export class Blanking {
  private readonly consumer: FeedConsumer<PublicEvent>;

  constructor(
    private readonly files: AttachmentFiles,
    options: {
      readonly bus: Bus;
      readonly checkpoints: Checkpoints;
      readonly logger: Logger;
      readonly pollMs?: number;
    },
  ) {
    this.consumer = new FeedConsumer<PublicEvent>({
      ...options,
      subject: SUBJECTS.erasureFeed,
      hint: HINTS.reportFeedGrew,
      name: READER,
      checkpoints: this.anewWhereDiverged(options.checkpoints),
      context: () => {
        const id = randomId();
        return asService('gateway', { correlationId: id, causationId: id });
      },
      apply: (events, sql) => this.apply(events, sql),
    });
  }

  start(): void {
    this.consumer.start();
  }

  stop(): Promise<void> {
    return this.consumer.stop();
  }

  /** Up to where it has read. */
  get position(): string {
    return this.consumer.status().position;
  }

  private async apply(events: readonly PublicEvent[], sql: SqlExecutor): Promise<void> {
    for (const { municipalityId, code } of events) {
      for (const row of await rowsOfReport(sql, municipalityId, code)) {
        await this.files.remove(row);
        await blankRow(sql, row);
      }
    }
  }

  private anewWhereDiverged(checkpoints: Checkpoints): Checkpoints {
    const orAnew = (stored: Checkpoint | undefined): Checkpoint | undefined =>
      this.consumer.status().diverged ? undefined : stored;
    return {
      read: async (name) => orAnew(await checkpoints.read(name)),
      advance: (name, work) => checkpoints.advance(name, (current, sql) => work(orAnew(current), sql)),
    };
  }
}
