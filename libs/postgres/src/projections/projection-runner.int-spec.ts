import { randomUUID } from 'node:crypto';
import {
  defineProjection,
  NO_STREAM,
  type EventStore,
  type Projection,
  type StoredEvent,
} from '@sportello/event-sourcing';
import { InMemoryEventStore } from '@sportello/event-sourcing/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Client } from 'pg';
import { DatabaseUnavailable } from '../errors';
import { migrationContext } from '../migration';
import { eventually, silentLogger, testDatabase, type TestDatabase } from '../testing';
import { ProjectionBusy, ProjectionRunner, type ProjectionRunnerOptions } from './projection-runner';
import { TooManyParkedStreams } from './apply-events';

class CreateProjections1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await ProjectionRunner.create(sql, schema, roles);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

/** Adds up the numbers of each stream; twice the same event would show. */
function sums(
  name: string,
  hooks: { beforeApply?: (events: readonly StoredEvent[]) => void | Promise<void> } = {},
): Projection {
  return defineProjection({
    name,
    version: 1,
    filter: { streamPrefixes: ['report-'] },
    async init(sql, table) {
      await sql.query(
        `create table ${table} (municipality_id text, stream text, total int not null, events int not null, primary key (municipality_id, stream))`,
      );
    },
    async apply(events, sql, table) {
      await hooks.beforeApply?.(events);
      for (const { stream, data } of events) {
        const { n } = JSON.parse(data) as { n: number | string };
        await sql.query(
          `insert into ${table} as t values ('alfa', $1, $2::text::int, 1)
           on conflict (municipality_id, stream) do update set total = t.total + excluded.total, events = t.events + 1`,
          [stream, String(n)],
        );
      }
    },
  });
}

describe('ProjectionRunner', () => {
  let test: TestDatabase;
  let store: InMemoryEventStore;
  const running: ProjectionRunner[] = [];

  beforeAll(async () => {
    test = await testDatabase('reports', { migrations: [CreateProjections1700000000000] });
  });
  beforeEach(() => {
    store = new InMemoryEventStore();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((runner) => runner.stop()));
  });
  afterAll(() => test.drop());

  const append = async (id: string, ...numbers: (number | string)[]): Promise<void> => {
    const stream = `report-alfa_${id}`;
    const revision = (await store.readStream(stream)).at(-1)?.revision ?? NO_STREAM;
    const events = numbers.map((n) => ({
      eventId: randomUUID(),
      type: 'added',
      data: JSON.stringify({ n }),
      metadata: '{}',
    }));
    await store.append(stream, events, revision);
  };
  const run = async (
    projection: Projection,
    options: Partial<ProjectionRunnerOptions> = {},
  ): Promise<ProjectionRunner> => {
    const runner = new ProjectionRunner({
      store,
      database: test.database,
      projections: [projection],
      logger: silentLogger(),
      ...options,
    });
    running.push(runner);
    await runner.start();
    return runner;
  };
  const totals = async (name: string): Promise<Record<string, number>> => {
    const { rows } = await test.database.asMunicipality('alfa', (sql) =>
      sql.query<{ stream: string; total: number }>(`select stream, total from ${name}_v1`),
    );
    return Object.fromEntries(rows.map(({ stream, total }) => [stream.replace('report-alfa_', ''), total]));
  };
  const generations = async (name: string): Promise<string[]> =>
    (
      await test.database.worker.query<{ table: string }>(
        'select tablename as table from pg_tables where starts_with(tablename, $1) order by 1',
        [`${name}_v1_g`],
      )
    ).rows.map(({ table }) => table);
  const status = async (runner: ProjectionRunner) => {
    const [first] = await runner.statuses();
    if (!first) throw new Error('The runner has no projection');
    return first;
  };

  it('shows what is in the log, within milliseconds of its being appended, to its own municipality', async () => {
    await append('1', 1, 2);
    const advanced: string[] = [];
    const runner = await run(sums('shown'), {
      onAdvanced: (name, events) => advanced.push(`${name} ${events.length}`),
    });
    await eventually(() => runner.caughtUp('shown'));
    expect(await totals('shown')).toEqual({ '1': 3 });
    expect(advanced).toEqual(['shown 2']);
    const waits: number[] = [];
    for (let n = 1; n <= 20; n += 1) {
      const begun = performance.now();
      await append('2', 1);
      await eventually(async () => (await totals('shown'))['2'] === n, 1);
      waits.push(performance.now() - begun);
    }
    expect(waits.sort((a, b) => a - b)[18]).toBeLessThan(150);
    const others = await test.database.asMunicipality('beta', (sql) => sql.query('select * from shown_v1'));
    expect(others.rows).toEqual([]);
    await expect(test.database.asMunicipality('alfa', (sql) => sql.query('delete from shown_v1_g1'))).rejects.toThrow(
      'permission denied',
    );
  });

  it('goes on where it was, and passes what is not for it', async () => {
    await append('1', 5);
    const first = await run(sums('resumed'));
    await eventually(() => first.caughtUp('resumed'));
    await first.stop();
    await append('1', 6);
    await store.append('other-alfa_1', [{ eventId: randomUUID(), type: 'x', data: '{}', metadata: '{}' }], NO_STREAM);
    const second = await run(sums('resumed'));
    await eventually(() => second.caughtUp('resumed'));
    expect(await totals('resumed')).toEqual({ '1': 11 });
    const end = await store.readAll('', 100);
    expect((await status(second)).position).toBe(end.next);
  });

  it('counts nothing twice while several replicas run', async () => {
    const other = await test.reopen();
    const runners = [await run(sums('raced')), await run(sums('raced'), { database: other }), await run(sums('raced'))];
    for (let n = 0; n < 200; n += 1) await append(String(n % 7), 1);
    await eventually(async () => Object.values(await totals('raced')).reduce((a, b) => a + b, 0) === 200);
    await eventually(() => runners.every((runner) => runner.caughtUp('raced')));
    expect((await runners[0]?.verify('raced'))?.equal).toBe(true);
    await Promise.all(runners.map((runner) => runner.stop()));
    await other.close();
  });

  it('parks the stream of an event that it cannot take, and only that one', async () => {
    await append('bad', 1, 'not a number', 4);
    await append('good', 1, 2);
    let fixed = false;
    const projection = sums('parked');
    const runner = await run({
      ...projection,
      apply: (events, sql, table) =>
        projection.apply(
          fixed ? events.map((e) => ({ ...e, data: e.data.replace('"not a number"', '2') })) : events,
          sql,
          table,
        ),
    });
    await eventually(() => runner.caughtUp('parked'));
    await append('bad', 8);
    await append('good', 3);
    await eventually(async () => (await totals('parked'))['good'] === 6);
    expect(await totals('parked')).toEqual({ bad: 1, good: 6 });
    expect((await status(runner)).parkedStreams).toEqual([
      { stream: 'report-alfa_bad', revision: 1, reason: expect.stringContaining('22P02') },
    ]);
    expect(await runner.retryParked('parked')).toBe(0);
    expect(await totals('parked')).toEqual({ bad: 1, good: 6 });
    fixed = true;
    expect(await runner.retryParked('parked', 'report-alfa_bad')).toBe(1);
    expect(await totals('parked')).toEqual({ bad: 15, good: 6 });
    expect((await status(runner)).parkedStreams).toEqual([]);
    await append('bad', 1);
    await eventually(async () => (await totals('parked'))['bad'] === 16);
  });

  it('stops when more than twenty streams are parked, and goes on when the code is mended', async () => {
    for (let n = 0; n < 20; n += 1) await append(`bad${n}`, 'x');
    let broken = true;
    const projection = sums('stopping', {
      beforeApply: (events) => {
        if (broken && events.some(({ data }) => data.includes('x'))) throw new TypeError('cannot take x');
      },
    });
    const mended: Projection = {
      ...projection,
      apply: (events, sql, table) =>
        projection.apply(broken ? events : events.map((e) => ({ ...e, data: e.data.replace('"x"', '1') })), sql, table),
    };
    const runner = await run(mended);
    await eventually(() => runner.caughtUp('stopping'));
    expect((await status(runner)).parkedStreams).toHaveLength(20);
    await append('good', 1);
    await append('bad20', 'x');
    await eventually(async () => (await status(runner)).stoppedBecause !== undefined);
    await expect(runner.rebuild('stopping')).rejects.toBeInstanceOf(TooManyParkedStreams);
    broken = false;
    expect(await runner.retryParked('stopping')).toBe(20);
    await eventually(async () => (await totals('stopping'))['bad20'] === 1);
    expect((await status(runner)).stoppedBecause).toBeUndefined();
  });

  it('does not take an error of the database for the fault of an event', async () => {
    let failures = 3;
    const runner = await run(
      sums('retried', {
        beforeApply: () => {
          if ((failures -= 1) >= 0) throw new DatabaseUnavailable('no disk left');
        },
      }),
    );
    await append('1', 7);
    await eventually(async () => (await status(runner)).lastError !== undefined);
    await eventually(async () => (await totals('retried'))['1'] === 7);
    expect(await status(runner)).toMatchObject({ parkedStreams: [] });
  });

  it('keeps rows and checkpoint together when connections are cut in the middle', async () => {
    const runner = await run(sums('cut'));
    for (let n = 0; n < 60; n += 1) {
      await append(String(n % 5), 1);
      if (n % 10 === 5)
        await asAdmin(
          `select pg_terminate_backend(pid) from pg_stat_activity where usename like '%_worker' and datname = current_database()`,
        );
    }
    await eventually(
      async () =>
        Object.values(await totals('cut').catch(() => ({}))).reduce((a: number, b: number) => a + b, 0) === 60,
    );
    await eventually(async () => (await runner.verify('cut').catch(() => undefined))?.equal === true);
  });

  it('rebuilds beside, under traffic, with the same rows, and drops the old generation', async () => {
    const runner = await run(sums('rebuilt'), { pageSize: 10 });
    let stop = false;
    const traffic = (async () => {
      for (let n = 0; !stop; n += 1) {
        await append(String(n % 9), 1);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    await eventually(async () => (await totals('rebuilt'))['8'] !== undefined);
    const seen: number[] = [];
    const watch = (async () => {
      while (!stop) seen.push(Object.values(await totals('rebuilt')).reduce((a, b) => a + b, 0));
    })();
    const progress: number[] = [];
    await runner.rebuild('rebuilt', { onProgress: (events) => progress.push(events) });
    await runner.rebuild('rebuilt');
    stop = true;
    await Promise.all([traffic, watch]);
    expect(await generations('rebuilt')).toEqual(['rebuilt_v1_g3']);
    expect(progress.length).toBeGreaterThan(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(await runner.verify('rebuilt')).toMatchObject({ equal: true, rows: 9, differences: [] });
    const all = await store.readAll('', 1_000_000);
    await eventually(
      async () => Object.values(await totals('rebuilt')).reduce((a, b) => a + b, 0) === all.events.length,
    );
  });

  it('is as it was when a rebuild is broken off, and clears up at the next start', async () => {
    for (let n = 0; n < 30; n += 1) await append(String(n), 1);
    const runner = await run(sums('broken'), { pageSize: 10 });
    await eventually(() => runner.caughtUp('broken'));
    const abort = new AbortController();
    const rebuilding = runner.rebuild('broken', {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('killed')),
    });
    await expect(rebuilding).rejects.toThrow('killed');
    expect(await generations('broken')).toEqual(['broken_v1_g1', 'broken_v1_g2']);
    expect(Object.keys(await totals('broken'))).toHaveLength(30);
    await runner.stop();
    const next = await run(sums('broken'));
    expect(await generations('broken')).toEqual(['broken_v1_g1']);
    await next.rebuild('broken');
    expect((await status(next)).generation).toBe(2);
  });

  it('lets one process rebuild at a time', async () => {
    await append('1', 1);
    const runner = await run(sums('busy'));
    await test.database.exclusively('rebuild busy 1', async () => {
      await expect(runner.rebuild('busy')).rejects.toBeInstanceOf(ProjectionBusy);
      await expect(runner.verify('busy')).rejects.toBeInstanceOf(ProjectionBusy);
    });
  });

  it('rebuilds by itself when the log is another one, or one that was cut', async () => {
    await append('old', 1, 2, 3);
    const first = await run(sums('diverged'));
    await eventually(() => first.caughtUp('diverged'));
    await first.stop();

    const logId = await store.logId();
    store = new InMemoryEventStore();
    await append('new', 10, 20, 30, 40);
    await run(sums('diverged'), { store: withLogId(store, logId) });
    await eventually(async () => (await totals('diverged'))['new'] === 100);
    expect(await totals('diverged')).toEqual({ new: 100 });
  });

  it('finds rows that were changed, added or removed behind its back, without saying what is in them', async () => {
    for (const id of ['changed', 'kept', 'removed']) await append(id, 1);
    const runner = await run(sums('verified'));
    await eventually(() => runner.caughtUp('verified'));
    expect(await runner.verify('verified')).toEqual({ equal: true, rows: 3, differences: [] });
    await asAdmin(`update reports.verified_v1_g1 set total = 777 where stream = 'report-alfa_changed'`);
    await asAdmin(`delete from reports.verified_v1_g1 where stream = 'report-alfa_removed'`);
    await asAdmin(`insert into reports.verified_v1_g1 values ('alfa', 'report-alfa_made-up', 1, 1)`);
    expect(await runner.verify('verified')).toEqual({
      equal: false,
      rows: 3,
      differences: [
        'alfa/report-alfa_changed: total',
        'alfa/report-alfa_made-up: not in the log',
        'alfa/report-alfa_removed: missing',
      ],
    });
    await runner.rebuild('verified');
    expect((await runner.verify('verified')).equal).toBe(true);
  });

  async function asAdmin(statement: string): Promise<void> {
    const client = new Client({ connectionString: test.adminUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  }
});

/** The same log under another identity, as a restored copy has it. */
function withLogId(store: InMemoryEventStore, logId: string): EventStore {
  return {
    logId: async () => logId,
    append: (...call) => store.append(...call),
    readStream: (...call) => store.readStream(...call),
    readAll: (...call) => store.readAll(...call),
    onAppended: (callback) => store.onAppended(callback),
    close: () => store.close(),
  };
}
