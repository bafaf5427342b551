import { MAX_LAG, Nothing, OPERATOR_SUBJECTS, type ReadersView, type ReaderView } from '@sportello/contracts';
import { START, type EventFilter, type Position } from '@sportello/event-sourcing';
import { Answers, BusController, Message } from '@sportello/messaging';
import type { LogSubscription, ProjectionStatus } from '@sportello/postgres';
import { Parts } from '../parts';
import { REPORT_STREAMS } from '../report-log';
import { readerState } from './reader-state';

interface Behind {
  readonly lag: number;
  /** The log ends before the position. */
  readonly ahead: boolean;
}

/** Seals are over everything in the log. */
const EVERYTHING: EventFilter = {};

/** Where everything that reads the log is, and what keeps it. */
@BusController()
export class ReadersQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.projections, { from: ['ops'] })
  async readers(@Message() _query: Nothing): Promise<ReadersView> {
    const { store, projections, keyDestruction, sealing } = this.parts;
    const [logId, statuses] = await Promise.all([store.logId(), projections.statuses()]);
    const readers = await Promise.all([
      ...statuses.map((status) => this.projection(status, logId)),
      this.subscription(keyDestruction, logId, REPORT_STREAMS),
      this.subscription(sealing, logId, EVERYTHING),
    ]);
    return { logId, readers };
  }

  private async projection(status: ProjectionStatus, logId: string): Promise<ReaderView> {
    const { name, version, generation, position, parkedStreams, ...condition } = status;
    const kind = 'projection';
    const anotherLog = isAnother(status.logId, logId);
    const { lag, ahead } = await this.behind(anotherLog ? START : position, REPORT_STREAMS);
    const parked = parkedStreams.map((stream) => ({ ...stream, skipped: stream.skipped === true }));
    const state = readerState({ ...condition, kind, anotherLog, ahead });
    return { name, kind, version, generation, position, lag, parked, ...state };
  }

  private async subscription(running: LogSubscription, logId: string, filter: EventFilter): Promise<ReaderView> {
    const { name, position, diverged, ...condition } = running.status();
    const kind = 'subscription';
    const anotherLog = isAnother(condition.logId, logId);
    const { lag, ahead } = await this.behind(anotherLog || diverged ? START : position, filter);
    const state = readerState({ ...condition, kind, anotherLog, ahead: ahead || diverged });
    return { name, kind, position, lag, parked: [], ...state };
  }

  /** @param position of this log */
  private async behind(position: Position, filter: EventFilter): Promise<Behind> {
    let lag = 0;
    for (let after = position; ;) {
      const page = await this.parts.store.readAll(after, MAX_LAG - lag, filter);
      if (page.beyondEnd) return { lag: 0, ahead: true };
      lag += page.events.length;
      if (page.atEnd || lag >= MAX_LAG) return { lag, ahead: false };
      after = page.next;
    }
  }
}

function isAnother(ofCheckpoint: string | undefined, ours: string): boolean {
  return ofCheckpoint !== undefined && ofCheckpoint !== ours;
}
