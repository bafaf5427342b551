import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceHealth } from '@sportello/contracts';
import { START } from '@sportello/event-sourcing';
import type { LogSubscription, ProjectionStatus } from '@sportello/postgres';
import type { Parts } from './parts';
import { REPORT_STREAMS } from './report-log';

type Part = ServiceHealth['parts'][number];

const DEADLINE_MS = 1_500;

/** How the service is. Ready when it can take commands and its read models have caught up with the log. Never rejects, at most 2 s. */
export async function health(parts: Parts): Promise<ServiceHealth> {
  const answers = await Promise.all([
    probe('database', () => parts.database.ping()),
    probe('event-store', () => parts.store.readAll(START, 1, REPORT_STREAMS)),
    probe('keyring', () => parts.keyring.tokenMatches('health', 'probe', 'probe')),
    projectionParts(parts),
  ]);
  const bus: Part = { name: 'bus', ok: parts.bus.connected() };
  const needed = [...answers.flat(), bus];
  return { service: 'reports', ready: needed.every(({ ok }) => ok), parts: [...needed, ...subscriptions(parts)] };
}

async function probe(name: string, ask: () => Promise<unknown>): Promise<Part> {
  const failed = await inTime(ask).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.name : 'it failed'),
  );
  return failed === undefined ? { name, ok: true } : { name, ok: false, detail: failed };
}

async function projectionParts({ projections }: Parts): Promise<readonly Part[]> {
  try {
    return (await inTime(() => projections.statuses())).map(projectionPart);
  } catch (error) {
    return [{ name: 'projections', ok: false, detail: error instanceof Error ? error.name : 'they failed' }];
  }
}

function projectionPart({ name, caughtUp, parkedStreams, stoppedBecause, lastError }: ProjectionStatus): Part {
  const waiting = parkedStreams.filter(({ skipped }) => !skipped).length;
  const parked = waiting > 0 ? `${waiting} streams are parked` : undefined;
  const detail = stoppedBecause ?? lastError ?? (caughtUp ? parked : 'catching up');
  return {
    name: `projection ${name}`,
    ok: caughtUp && stoppedBecause === undefined,
    ...(detail === undefined ? {} : { detail }),
  };
}

/**
 * Told, and no reason to close the door: what must be forgotten is hidden from the moment it was asked, the key follows; what is not
 * sealed yet will be, and of a deadline nobody was told of yet people will be.
 */
function subscriptions({ keyDestruction, erasuresAgain, retention, sealing, deadlines }: Parts): readonly Part[] {
  return [
    subscription('key-destruction', keyDestruction),
    subscription('sealing', sealing),
    watching('erasures-again', erasuresAgain.status()),
    watching('retention', retention.status()),
    watching('deadlines', deadlines.status()),
  ];
}

function watching(name: string, { lastError }: { readonly lastError?: string }): Part {
  return { name, ok: lastError === undefined, ...(lastError === undefined ? {} : { detail: lastError }) };
}

function subscription(name: string, running: LogSubscription): Part {
  const { diverged, lastError } = running.status();
  const detail = diverged
    ? 'LOG_DIVERGED: its checkpoint is of another log; it holds until an operator decides (projection list)'
    : lastError;
  return { name, ok: detail === undefined, ...(detail === undefined ? {} : { detail }) };
}

async function inTime<T>(ask: () => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timeout = delay(DEADLINE_MS, undefined, { signal: late.signal, ref: false }).then(() => {
    throw Object.assign(new Error('No answer in time'), { name: 'no answer in time' });
  });
  try {
    return await Promise.race([ask(), timeout]);
  } finally {
    timeout.catch(() => undefined);
    late.abort();
  }
}
