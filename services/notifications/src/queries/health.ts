import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceHealth } from '@sportello/contracts';
import type { FeedStatus } from '@sportello/messaging';
import type { Database } from '@sportello/postgres';
import type { WayOut } from '../delivery/way-out';

type Part = ServiceHealth['parts'][number];

export interface HealthSources {
  readonly database: Database;
  readonly feed: () => FeedStatus;
  /** Undefined when there is no way out: no SMTP_URL, and not the demo. */
  readonly wayOut: WayOut | undefined;
}

const DEADLINE_MS = 1_500;
/** Counting stops here: beyond it the exact number says nothing more. */
const MANY = 1000;

/**
 * How the service is. Ready means that it can do its part, which needs the database alone: mail that waits, a server that is down or a log
 * that turned out to be another one are told in the parts, and keep no citizen from the door. Never rejects, at most 2 s.
 */
export async function health(sources: HealthSources): Promise<ServiceHealth> {
  const backlog = await Promise.race([
    backlogOf(sources.database),
    delay(DEADLINE_MS, undefined, { ref: false }),
  ]).catch(() => undefined);
  const database: Part = backlog
    ? { name: 'database', ok: true }
    : { name: 'database', ok: false, detail: 'does not answer' };
  return {
    service: 'notifications',
    ready: database.ok,
    parts: [
      database,
      feedPart(sources.feed()),
      mailPart(sources.wayOut, backlog),
      ...(backlog ? [deadPart(backlog)] : []),
    ],
  };
}

interface Backlog {
  readonly waiting: number;
  readonly dead: number;
}

async function backlogOf(database: Database): Promise<Backlog> {
  const { rows } = await database.worker.query<Backlog>(
    `select (select count(*)::int from (select from ${database.schema}.deliveries where state in ('due', 'sending') limit ${MANY}) due) as waiting,
              (select count(*)::int from (select from ${database.schema}.deliveries where state = 'dead' limit ${MANY}) dead) as dead`,
  );
  return rows[0] ?? { waiting: 0, dead: 0 };
}

function feedPart({ diverged, caughtUp, lastError }: FeedStatus): Part {
  if (diverged) {
    return {
      name: 'report-feed',
      ok: false,
      detail:
        'LOG_DIVERGED: the log is not the one that was followed (restored or replaced); no mail leaves until an operator decides',
    };
  }
  if (lastError !== undefined) return { name: 'report-feed', ok: false, detail: lastError };
  return { name: 'report-feed', ok: true, ...(caughtUp ? {} : { detail: 'catching up' }) };
}

function mailPart(wayOut: WayOut | undefined, backlog: Backlog | undefined): Part {
  const waiting = backlog
    ? `${backlog.waiting}${backlog.waiting === MANY ? ' or more' : ''} waiting`
    : 'waiting unknown';
  if (!wayOut)
    return { name: 'mail', ok: false, detail: `no SMTP_URL: mails are kept until there is one (${waiting})` };
  const because = wayOut.closedBecause();
  if (because !== undefined)
    return { name: 'mail', ok: false, detail: `the mail server cannot be reached (${because}; ${waiting})` };
  return {
    name: 'mail',
    ok: true,
    detail: wayOut.kind === 'dev-mailbox' ? 'demo mailbox, in plain text' : `smtp (${waiting})`,
  };
}

function deadPart({ dead }: Backlog): Part {
  if (dead === 0) return { name: 'dead-letters', ok: true };
  return {
    name: 'dead-letters',
    ok: false,
    detail: `${dead}${dead === MANY ? ' or more' : ''} messages were given up`,
  };
}
