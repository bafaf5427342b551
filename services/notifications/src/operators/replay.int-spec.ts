import { join } from 'node:path';
import {
  SUBJECTS,
  type FeedPage,
  type FeedQuery,
  type ReplayedDelivery,
  type ReportPublicEvent,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import type { Bus, Reply } from '@sportello/messaging';
import { testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import { DatabaseUnavailable } from '@sportello/postgres';
import type { OperationRun } from '@sportello/service-kit';
import { Client } from 'pg';
import { DeliveryLedger } from '../feed/delivery-ledger';
import { CreateDeliveries1764000000000 } from '../migrations/1764000000000-create-deliveries';
import { KnowWhatIsKeptNoLonger1765300000000 } from '../migrations/1765300000000-know-what-is-kept-no-longer';
import { planKept } from '../planning/kept-reports';
import { codeNumber, EventLog } from '../testing/events';
import { loadedBy } from '../testing/loaded-by';
import { replay } from './replay';

const ALWAYS = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
const REPORTS = 40;

/** Lives of reports that meet each other: duplicates of duplicates, reopened, erased. */
function livesThatMeet(): readonly ReportPublicEvent[] {
  const log = new EventLog();
  const codes = Array.from({ length: REPORTS }, (_, number) => codeNumber(number));
  const of = (number: number): string => codes[number] ?? '';
  codes.forEach((code, number) => log.submitted(code, number % 7 === 0 ? { language: 'en' } : {}));
  codes.forEach((code) => log.assigned(code));
  for (let number = 1; number < REPORTS; number += 2)
    log.add('report.marked-duplicate', of(number), { of: of(number - 1) });
  for (let number = 2; number < REPORTS; number += 4) log.add('report.marked-duplicate', of(number), { of: of(0) });
  for (let number = 1; number < REPORTS; number += 6) log.add('report.reopened', of(number), { status: 'assigned' });
  for (let number = 0; number < REPORTS; number += 5) log.add('report.reporter-erased', of(number), {});
  for (let number = 0; number < REPORTS; number += 2) log.add('report.resolved', of(number), { outcome: 'fixed' });
  return log.events;
}

/** The owner of the feed, which gives pages of this length. */
function feedOf(
  events: readonly ReportPublicEvent[],
  size: number,
  beforePage: (page: number) => Promise<void> = async () => undefined,
): Pick<Bus, 'request'> {
  return {
    async request<T>(subject: string, payload: object): Promise<Reply<T>> {
      expect(subject).toBe(SUBJECTS.reportFeed);
      const start = Number((payload as FeedQuery).checkpoint?.position ?? 0);
      await beforePage(start / size);
      const page: FeedPage<ReportPublicEvent> = {
        events: events.slice(start, start + size),
        checkpoint: { logId: 'log-1', position: String(start + size) },
        atEnd: start + size >= events.length,
      };
      return { ok: true, value: page as T };
    },
  };
}

function aRun(signal = new AbortController().signal): OperationRun & { readonly given: ReplayedDelivery[] } {
  const given: ReplayedDelivery[] = [];
  return {
    given,
    signal,
    progress: () => undefined,
    give: async (items) => void given.push(...(items as readonly ReplayedDelivery[])),
  };
}

describe('A replay of the log', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await testDatabase('notifications', {
      migrations: [CreateDeliveries1764000000000, KnowWhatIsKeptNoLonger1765300000000],
    });
  });
  afterAll(() => test.drop());

  const events = livesThatMeet();

  /** Tables of replays that anybody could still find. */
  async function tablesLeft(): Promise<number> {
    const { rows } = await test.database.worker.query<{ n: number }>(
      `select count(*)::int as n from pg_class where relname like 'replayed_reports%'`,
    );
    return rows[0]?.n ?? 0;
  }

  /** Connections that a replay has, or has left a moment ago: they end a little after their tables. */
  async function connections(): Promise<readonly object[]> {
    const { rows } = await test.database.worker.query(
      `select xact_start is not null as "inTransaction", backend_xmin is not null as "keepsBack"
         from pg_stat_activity where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
          and query like $1`,
      ['%pg_temp.replayed_reports%'],
    );
    return rows;
  }

  async function rowsThatLast(): Promise<object | undefined> {
    const { rows } = await test.database.worker.query(
      `select (select count(*) from notifications.report_recipients) as reports, (select count(*) from notifications.deliveries) as deliveries,
              (select count(*) from notifications.checkpoints) as checkpoints`,
    );
    return rows[0];
  }

  it('asks for what the live reader wrote down, however the feed is cut, and leaves nothing behind', async () => {
    const ledger = new DeliveryLedger('notifications', () => 'example.org');
    for (let from = 0; from < events.length; from += 7)
      await test.database.asWorker(async (sql) => {
        const page = events.slice(from, from + 7);
        const seenAt = ({ recordedAt }: ReportPublicEvent): number => Date.parse(recordedAt);
        await ledger.writeDeliveries(sql, await planKept(ledger.reports(sql), page, seenAt));
      });
    const before = await rowsThatLast();
    for (const size of [1, 13, 1_000]) {
      const run = aRun();
      const summary = await replay({ bus: feedOf(events, size), database: test.database }, ALWAYS, run);
      const followers = run.given.filter(({ template }) => template === 'resolved').length;
      expect(followers).toBeGreaterThan(REPORTS / 2);
      expect(summary).toEqual({ planned: run.given.length, unrecorded: 0 });
      expect({ ...before }).toMatchObject({ deliveries: String(run.given.length) });
      await eventually(tablesLeft, (left) => left === 0);
    }
    expect(await rowsThatLast()).toEqual(before);
  });

  it('keeps nothing back while it waits for a page, or for somebody who reads slowly', async () => {
    await eventually(connections, (left) => left.length === 0);
    const seen: unknown[] = [];
    const look = async (): Promise<void> => void seen.push(await connections());
    const run = aRun();
    const feed = feedOf(events, 50, (page) => (page === 0 ? Promise.resolve() : look()));
    await replay({ bus: feed, database: test.database }, ALWAYS, { ...run, give: look });
    expect(seen.length).toBeGreaterThanOrEqual(5);
    for (const open of seen) expect(open).toEqual([{ inTransaction: false, keepsBack: false }]);
  });

  it.each<[string, (page: number) => Promise<void>]>([
    ['it is called off', () => Promise.reject(new Error('Called off'))],
    ['its connection is cut', () => cut()],
  ])('leaves nothing behind when %s', async (_how, then) => {
    const feed = feedOf(events, 10, async (page) => {
      if (page !== 2) return;
      expect(await tablesLeft()).toBeGreaterThan(0);
      await then(page);
    });
    await expect(replay({ bus: feed, database: test.database }, ALWAYS, aRun())).rejects.toThrow();
    await eventually(tablesLeft, (left) => left === 0);
  });

  it('says unavailable when its connection is cut', async () => {
    const feed = feedOf(events, 10, (page) => (page === 2 ? cut() : Promise.resolve()));
    const replayed = replay({ bus: feed, database: test.database }, ALWAYS, aRun());
    await expect(replayed).rejects.toBeInstanceOf(DatabaseUnavailable);
  });

  it('tells what to do where its role may not make temporary tables', async () => {
    const { rows } = await test.database.worker.query<{ database: string; role: string }>(
      'select current_database() as database, current_user as role',
    );
    const { database = '', role = '' } = rows[0] ?? {};
    await asAdmin(`revoke temporary on database "${database}" from "${role}"`);
    try {
      const replayed = replay({ bus: feedOf(events, 10), database: test.database }, ALWAYS, aRun());
      await expect(replayed).rejects.toMatchObject({
        name: 'NoTemporaryTables',
        message: expect.stringContaining(`grant temporary on database "${database}" to "${role}"`),
      });
    } finally {
      await asAdmin(`grant temporary on database "${database}" to "${role}"`);
    }
  });

  it('is made by code that has no way to send', () => {
    for (const file of ['replay.ts', 'replay.handler.ts']) {
      const loaded = [...loadedBy(join(__dirname, file))];
      expect(loaded).toContain(join(__dirname, '..', 'planning', 'plan-deliveries.ts'));
      expect(
        loaded.filter((name) => /nodemailer|smtp|way-out|delivery-worker|delivery-queue|\/mail\//.test(name)),
      ).toEqual([]);
    }
  });

  async function cut(): Promise<void> {
    await asAdmin(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%pg_temp.replayed_reports%' and pid <> pg_backend_pid()`,
    );
  }

  async function asAdmin(statement: string): Promise<void> {
    const client = new Client({ connectionString: test.adminUrl });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
});
