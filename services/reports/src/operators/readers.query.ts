import { MAX_LAG, Nothing, OPERATOR_SUBJECTS, type ReadersView, type ReaderView } from '@sportello/contracts';
import type { Position } from '@sportello/event-sourcing';
import { Answers, BusController, Message } from '@sportello/messaging';
import type { ProjectionStatus } from '@sportello/postgres';
import { Parts } from '../parts';
import { REPORT_STREAMS } from '../report-log';

interface Behind {
  readonly lag: number;
  /** The log ends before the position. */
  readonly ahead: boolean;
}

/** Where everything that reads the log is, and what keeps it. */
@BusController()
export class ReadersQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.projections, { from: ['ops'] })
  async readers(@Message() _query: Nothing): Promise<ReadersView> {
    const { store, projections } = this.parts;
    const statuses = await projections.statuses();
    const readers = await Promise.all(statuses.map((status) => this.projection(status)));
    return { logId: await store.logId(), readers: [...readers, await this.keyDestruction()] };
  }

  private async projection(status: ProjectionStatus): Promise<ReaderView> {
    const { name, version, generation, position, parkedStreams, stoppedBecause, lastError } = status;
    const { lag, ahead } = await this.behind(position);
    const parked = parkedStreams.map((stream) => ({ ...stream, skipped: stream.skipped === true }));
    const state = stateOf({ ahead, stoppedBecause, lastError, caughtUp: status.caughtUp });
    return { name, kind: 'projection', version, generation, position, lag, parked, ...state };
  }

  private async keyDestruction(): Promise<ReaderView> {
    const { name, position, caughtUp, diverged, lastError } = this.parts.keyDestruction.status();
    const { lag, ahead } = await this.behind(position);
    const state = stateOf({ ahead: ahead || diverged, stoppedBecause: undefined, lastError, caughtUp });
    return { name, kind: 'subscription', position, lag, parked: [], ...state };
  }

  private async behind(position: Position): Promise<Behind> {
    let lag = 0;
    for (let after = position; ;) {
      const page = await this.parts.store.readAll(after, MAX_LAG - lag, REPORT_STREAMS);
      if (page.beyondEnd) return { lag: 0, ahead: true };
      lag += page.events.length;
      if (page.atEnd || lag >= MAX_LAG) return { lag, ahead: false };
      after = page.next;
    }
  }
}

function stateOf(status: {
  readonly ahead: boolean;
  readonly stoppedBecause: string | undefined;
  readonly lastError: string | undefined;
  readonly caughtUp: boolean;
}): Pick<ReaderView, 'state' | 'detail'> {
  const { ahead, stoppedBecause, lastError, caughtUp } = status;
  if (ahead)
    return {
      state: 'ahead-of-the-log',
      detail:
        'it has read events that the log does not hold: the log was restored from an older copy, or is another one',
    };
  if (stoppedBecause !== undefined) return { state: 'stopped', detail: stoppedBecause };
  if (lastError !== undefined) return { state: 'failing', detail: lastError };
  return { state: caughtUp ? 'following' : 'catching-up' };
}
