import { randomUUID } from 'node:crypto';
import {
  MAX_FEED_PAGE,
  SUBJECTS,
  type FeedPage,
  type FeedQuery,
  type ReplayedDelivery,
  type ReportPublicEvent,
} from '@sportello/contracts';
import { LogDiverged } from '@sportello/event-sourcing';
import { asService, type Bus } from '@sportello/messaging';
import type { Database } from '@sportello/postgres';
import type { OperationRun } from '@sportello/service-kit';
import { compareWithRecord } from '../planning/replay-comparison';
import { planReplay, type ReplayWindow } from '../planning/replay-plan';
import { replayedReports } from './replayed-reports';

const TIMEOUT_MS = 30_000;
/** Given at once, each looked up in the record. */
const COMPARED_AT_ONCE = 200;

/** What a replay came to. */
export interface ReplaySummary {
  readonly planned: number;
  /** Should have left, and the record knows nothing of it. */
  readonly unrecorded: number;
}

/**
 * Reads the feed again from its beginning and gives every delivery that the window asks for, beside what the record says of it. It plans and
 * looks up; nothing here can send, and what it writes down for itself is gone with its connection.
 */
export async function replay(
  { bus, database }: { readonly bus: Pick<Bus, 'request'>; readonly database: Database },
  window: ReplayWindow,
  run: OperationRun,
): Promise<ReplaySummary> {
  return database.asWorkerAlone(async (sql) => {
    const reports = await replayedReports(sql, database.schema);
    let [planned, unrecorded] = [0, 0];
    for await (const page of planReplay(feedPages(bus, run), window, reports)) {
      for (let from = 0; from < page.length; from += COMPARED_AT_ONCE) {
        const compared: readonly ReplayedDelivery[] = await compareWithRecord(
          database,
          page.slice(from, from + COMPARED_AT_ONCE),
        );
        planned += compared.length;
        unrecorded += compared.filter((one) => one.planned === 'due' && one.recorded === 'none').length;
        await run.give(compared);
      }
    }
    return { planned, unrecorded };
  });
}

async function* feedPages(
  bus: Pick<Bus, 'request'>,
  { signal, progress }: OperationRun,
): AsyncGenerator<readonly ReportPublicEvent[]> {
  const id = randomUUID();
  const context = asService('notifications', { correlationId: id, causationId: id });
  let query: FeedQuery = { limit: MAX_FEED_PAGE };
  for (let events = 0; ;) {
    const reply = await bus.request<FeedPage<ReportPublicEvent>>(SUBJECTS.reportFeed, query, context, {
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    if (!reply.ok) throw new LogDiverged(`The feed refused: ${reply.refusal.code}`);
    yield reply.value.events;
    progress((events += reply.value.events.length));
    if (reply.value.atEnd) return;
    query = { limit: MAX_FEED_PAGE, checkpoint: reply.value.checkpoint };
  }
}
