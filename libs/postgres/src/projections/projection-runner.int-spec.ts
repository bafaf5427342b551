import { randomUUID } from 'node:crypto';
import { NO_STREAM, type Projection } from '@sportello/event-sourcing';
import { eventually } from '@sportello/event-sourcing/testing';
import { DatabaseUnavailable } from '../errors';
import { ProjectionFixture, sums } from '../testing/projection-fixture';
import { TooManyParkedStreams } from './parked-streams';

describe('ProjectionRunner', () => {
  const f = new ProjectionFixture();
  beforeAll(() => f.open());
  beforeEach(() => f.newLog());
  afterEach(() => f.stopRunners());
  afterAll(() => f.close());

  it('shows what is in the log, as soon as it was appended and not only at the next look, to its own municipality', async () => {
    await f.append('1', 1, 2);
    const advanced: string[] = [];
    const runner = await f.run(sums('shown'), {
      onAdvanced: (name, events) => advanced.push(`${name} ${events.length}`),
    });
    await eventually(() => runner.caughtUp('shown'));
    expect(await f.totals('shown')).toEqual({ '1': 3 });
    expect(advanced).toEqual(['shown 2']);
    const waits: number[] = [];
    for (let n = 1; n <= 20; n += 1) {
      const begun = performance.now();
      await f.append('2', 1);
      await eventually(async () => (await f.totals('shown'))['2'] === n);
      waits.push(performance.now() - begun);
    }
    // A look comes a second after the last.
    expect(waits.sort((a, b) => a - b)[10]).toBeLessThan(500);
    const others = await f.database.asMunicipality('beta', (sql) => sql.query('select * from shown_v1'));
    expect(others.rows).toEqual([]);
    await expect(f.database.asMunicipality('alfa', (sql) => sql.query('delete from shown_v1_g1'))).rejects.toThrow(
      'permission denied',
    );
  });

  it('goes on where it was, and passes what is not for it', async () => {
    await f.append('1', 5);
    const first = await f.run(sums('resumed'));
    await eventually(() => first.caughtUp('resumed'));
    await first.stop();
    await f.append('1', 6);
    await f.store.append('other-alfa_1', [{ eventId: randomUUID(), type: 'x', data: '{}', metadata: '{}' }], NO_STREAM);
    const second = await f.run(sums('resumed'));
    await eventually(() => second.caughtUp('resumed'));
    expect(await f.totals('resumed')).toEqual({ '1': 11 });
    const end = await f.store.readAll('', 100);
    expect((await f.status(second)).position).toBe(end.next);
  });

  it('counts nothing twice while several replicas run', async () => {
    const other = await f.reopen();
    const runners = [
      await f.run(sums('raced')),
      await f.run(sums('raced'), { database: other }),
      await f.run(sums('raced')),
    ];
    for (let n = 0; n < 200; n += 1) await f.append(String(n % 7), 1);
    await eventually(async () => (await f.sum('raced')) === 200);
    await eventually(() => runners.every((runner) => runner.caughtUp('raced')));
    expect((await runners[0]?.verify('raced'))?.equal).toBe(true);
    await Promise.all(runners.map((runner) => runner.stop()));
    await other.close();
  });

  it('parks the stream of an event that it cannot take, and only that one', async () => {
    await f.append('bad', 1, 'not a number', 4);
    await f.append('good', 1, 2);
    let fixed = false;
    const projection = sums('parked');
    const runner = await f.run({
      ...projection,
      apply: (events, sql, table) =>
        projection.apply(
          fixed ? events.map((e) => ({ ...e, data: e.data.replace('"not a number"', '2') })) : events,
          sql,
          table,
        ),
    });
    await eventually(() => runner.caughtUp('parked'));
    await f.append('bad', 8);
    await f.append('good', 3);
    await eventually(async () => (await f.totals('parked'))['good'] === 6);
    expect(await f.totals('parked')).toEqual({ bad: 1, good: 6 });
    expect((await f.status(runner)).parkedStreams).toEqual([
      { stream: 'report-alfa_bad', revision: 1, reason: expect.stringContaining('22P02') },
    ]);
    expect(await runner.retryParked('parked')).toBe(0);
    expect(await f.totals('parked')).toEqual({ bad: 1, good: 6 });
    fixed = true;
    expect(await runner.retryParked('parked', 'report-alfa_bad')).toBe(1);
    expect(await f.totals('parked')).toEqual({ bad: 15, good: 6 });
    expect((await f.status(runner)).parkedStreams).toEqual([]);
    await f.append('bad', 1);
    await eventually(async () => (await f.totals('parked'))['bad'] === 16);
  });

  it('stops when more than twenty streams are parked, and goes on when the code is mended', async () => {
    for (let n = 0; n < 20; n += 1) await f.append(`bad${n}`, 'x');
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
    const runner = await f.run(mended);
    await eventually(() => runner.caughtUp('stopping'));
    expect((await f.status(runner)).parkedStreams).toHaveLength(20);
    await f.append('good', 1);
    await f.append('bad20', 'x');
    await eventually(async () => (await f.status(runner)).stoppedBecause !== undefined);
    await expect(runner.rebuild('stopping')).rejects.toBeInstanceOf(TooManyParkedStreams);
    broken = false;
    expect((await f.status(runner)).parkedStreams).toHaveLength(21);
    expect(await runner.retryParked('stopping')).toBe(21);
    await eventually(async () => (await f.totals('stopping'))['bad20'] === 1);
    expect((await f.status(runner)).stoppedBecause).toBeUndefined();
  });

  it('stops at the one stream that is too many, with what stands before it taken and all of them shown, so that an operator can decide', async () => {
    await f.append('bad0', 1);
    for (let n = 0; n < 30; n += 1) await f.append(`bad${n}`, 'x', 1);
    await f.append('late', 5);
    let broken = true;
    const projection = sums('crowded', {
      beforeApply: (events) => {
        if (broken && events.some(({ data }) => data.includes('x'))) throw new TypeError('cannot take x');
      },
    });
    const runner = await f.run({
      ...projection,
      apply: (events, sql, table) =>
        projection.apply(broken ? events : events.map((e) => ({ ...e, data: e.data.replace('"x"', '1') })), sql, table),
    });
    const stopped = async (): Promise<boolean> => (await f.status(runner)).stoppedBecause !== undefined;
    const counted = async (): Promise<number> =>
      (await f.status(runner)).parkedStreams.filter(({ skipped }) => !skipped).length;
    await eventually(stopped);
    expect((await f.status(runner)).parkedStreams).toHaveLength(21);
    expect((await f.status(runner)).parkedStreams).toContainEqual({
      stream: 'report-alfa_bad0',
      revision: 1,
      reason: 'TypeError: cannot take x',
    });
    expect(await f.totals('crowded')).toEqual({ bad0: 1 });
    for (let n = 0; n < 10; n += 1) {
      await runner.skipParked('crowded', `report-alfa_bad${n}`);
      await eventually(async () => (await counted()) === (n < 9 ? 21 : 20));
    }
    await eventually(async () => (await f.totals('crowded'))['late'] === 5);
    expect(await stopped()).toBe(false);
    broken = false;
    expect(await runner.retryParked('crowded')).toBe(30);
    const totals = await f.totals('crowded');
    expect(totals).toMatchObject({ bad0: 3, bad1: 2, bad29: 2, late: 5 });
    expect((await runner.verify('crowded')).equal).toBe(true);
  });

  it('goes on without streams that an operator skips: they count no more, until they are retried', async () => {
    for (let n = 0; n < 20; n += 1) await f.append(`bad${n}`, 'x');
    const runner = await f.run(
      sums('skipping', {
        beforeApply: (events) => {
          if (events.some(({ data }) => data.includes('x'))) throw new TypeError('cannot take x');
        },
      }),
    );
    await eventually(() => runner.caughtUp('skipping'));
    await f.append('bad20', 'x');
    await eventually(async () => (await f.status(runner)).stoppedBecause !== undefined);
    const parked = (await f.status(runner)).parkedStreams;
    expect(await runner.skipParked('skipping', 'report-alfa_unknown')).toBe(false);
    for (const { stream } of parked) expect(await runner.skipParked('skipping', stream)).toBe(true);
    await f.append('good', 5);
    await f.append('bad0', 7);
    await eventually(async () => (await f.totals('skipping'))['good'] === 5);
    const status = await f.status(runner);
    expect(status.stoppedBecause).toBeUndefined();
    expect(parked).toHaveLength(21);
    expect(status.parkedStreams.every(({ skipped }) => skipped)).toBe(true);
    expect((await f.totals('skipping'))['bad0']).toBeUndefined();
    expect(await runner.retryParked('skipping')).toBe(0);
  });

  it('takes events that cannot stand in one statement one after the other', async () => {
    await f.append('1', 1, 2);
    await f.append('2', 4);
    const runner = await f.run({
      ...sums('together'),
      async apply(events, sql, table) {
        // PostgreSQL: a second time the same row is SQLSTATE 21000.
        await sql.query(
          `insert into ${table} as t select 'alfa', stream, (data::json ->> 'n')::int, 1 from unnest($1::text[], $2::text[]) as e(stream, data)
           on conflict (municipality_id, stream) do update set total = t.total + excluded.total, events = t.events + 1`,
          [events.map(({ stream }) => stream), events.map(({ data }) => data)],
        );
      },
    });
    await eventually(() => runner.caughtUp('together'));
    expect(await f.totals('together')).toEqual({ '1': 3, '2': 4 });
    expect((await f.status(runner)).parkedStreams).toEqual([]);
  });

  it('does not take an error of the database for the fault of an event', async () => {
    let full = true;
    const runner = await f.run(
      sums('retried', {
        beforeApply: () => {
          if (full) throw new DatabaseUnavailable('no disk left');
        },
      }),
    );
    await f.append('1', 7);
    await eventually(async () => (await f.status(runner)).lastError !== undefined);
    full = false;
    await eventually(async () => (await f.totals('retried'))['1'] === 7);
    expect(await f.status(runner)).toMatchObject({ parkedStreams: [] });
  });

  it('keeps rows and checkpoint together when connections are cut in the middle', async () => {
    const runner = await f.run(sums('cut'));
    for (let n = 0; n < 60; n += 1) {
      await f.append(String(n % 5), 1);
      if (n % 10 === 5)
        await f.asAdmin(
          `select pg_terminate_backend(pid) from pg_stat_activity where usename like '%_worker' and datname = current_database()`,
        );
    }
    await eventually(async () => (await f.sum('cut').catch(() => 0)) === 60);
    await eventually(async () => (await runner.verify('cut').catch(() => undefined))?.equal === true);
  });
});
