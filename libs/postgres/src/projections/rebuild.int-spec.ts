import { eventually } from '@sportello/event-sourcing/testing';
import { capturedLog, ProjectionFixture, sums, withLogId } from '../testing/projection-fixture';
import { ProjectionBusy, type ProjectionRunner } from './projection-runner';

describe('Rebuilding and verifying a projection', () => {
  const f = new ProjectionFixture();
  beforeAll(() => f.open());
  beforeEach(() => f.newLog());
  afterEach(() => f.stopRunners());
  afterAll(() => f.close());

  it('rebuilds beside, under traffic, with the same rows, and drops the old generation', async () => {
    const runner = await f.run(sums('rebuilt'), { pageSize: 10 });
    let stop = false;
    const seen: number[] = [];
    // No faster than the database answers: else a busy machine would never come to the end of it.
    const traffic = (async () => {
      for (let n = 0; !stop; n += 1) {
        await f.append(String(n % 9), 1);
        seen.push(await f.sum('rebuilt'));
      }
    })();
    const progress: number[] = [];
    try {
      await eventually(async () => (await f.totals('rebuilt'))['8'] !== undefined);
      await runner.rebuild('rebuilt', { onProgress: (events) => progress.push(events) });
      await runner.rebuild('rebuilt');
    } finally {
      stop = true;
      await traffic;
    }
    expect(await f.generations('rebuilt')).toEqual(['rebuilt_v1_g3']);
    expect(progress.length).toBeGreaterThan(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(await runner.verify('rebuilt')).toMatchObject({ equal: true, rows: 9, differences: [] });
    const all = await f.store.readAll('', 1_000_000);
    await eventually(async () => (await f.sum('rebuilt')) === all.events.length);
  });

  it('is as it was when a rebuild is broken off, and clears up at the next start', async () => {
    for (let n = 0; n < 30; n += 1) await f.append(String(n), 1);
    const runner = await f.run(sums('broken'), { pageSize: 10 });
    await eventually(() => runner.caughtUp('broken'));
    const abort = new AbortController();
    const rebuilding = runner.rebuild('broken', {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('killed')),
    });
    await expect(rebuilding).rejects.toThrow('killed');
    expect(await f.generations('broken')).toEqual(['broken_v1_g1', 'broken_v1_g2']);
    expect(Object.keys(await f.totals('broken'))).toHaveLength(30);
    await runner.stop();
    const next = await f.run(sums('broken'));
    expect(await f.generations('broken')).toEqual(['broken_v1_g1']);
    await next.rebuild('broken');
    expect((await f.status(next)).generation).toBe(2);
  });

  it('lets one process rebuild at a time', async () => {
    await f.append('1', 1);
    const runner = await f.run(sums('busy'));
    await f.database.exclusively('rebuild busy 1', async () => {
      await expect(runner.rebuild('busy')).rejects.toBeInstanceOf(ProjectionBusy);
      await expect(runner.verify('busy')).rejects.toBeInstanceOf(ProjectionBusy);
    });
  });

  it('rebuilds by itself when the log is another one, or one that was cut', async () => {
    await f.append('old', 1, 2, 3);
    const first = await f.run(sums('diverged'));
    await eventually(() => first.caughtUp('diverged'));
    await first.stop();

    const logId = await f.store.logId();
    f.newLog();
    await f.append('new', 10, 20, 30, 40);
    await f.run(sums('diverged'), { store: withLogId(f.store, logId) });
    await eventually(async () => (await f.totals('diverged'))['new'] === 100);
    expect(await f.totals('diverged')).toEqual({ new: 100 });
  });

  it('rebuilds when the log ends before the checkpoint, although its own last event is still there', async () => {
    await f.append('kept', 1);
    const first = await f.run(sums('shortened'));
    await eventually(() => first.caughtUp('shortened'));
    await first.stop();
    await f.asAdmin(`update reports.projections set position = '0000000000000000009' where name = 'shortened'`);
    const second = await f.run(sums('shortened'));
    await eventually(async () => (await f.status(second)).generation === 2);
    await f.append('kept', 2);
    await eventually(async () => (await f.totals('shortened'))['kept'] === 3);
  });

  it('tells once that it waits for another replica to rebuild, and looks now and then, whatever wakes it', async () => {
    await f.append('old', 1);
    const first = await f.run(sums('waiting'));
    await eventually(() => first.caughtUp('waiting'));
    await first.stop();
    f.newLog();
    const log = capturedLog();
    const tries = jest.spyOn(f.database, 'exclusively');
    await f.database.exclusively('rebuild waiting 1', async () => {
      await f.run(sums('waiting'), { logger: log.logger });
      tries.mockClear();
      const begun = performance.now();
      await eventually(async () => {
        await f.append('new', 1);
        return tries.mock.calls.length >= 3;
      });
      expect(performance.now() - begun).toBeGreaterThan(1_500);
      expect(log.lines.filter((line) => line.includes('another log'))).toHaveLength(1);
    });
    tries.mockRestore();
    await eventually(async () => Object.keys(await f.totals('waiting')).join() === 'new');
  });

  it('has succeeded when a reader still keeps the old rows, which go at the next start', async () => {
    await f.append('1', 1);
    const log = capturedLog();
    const seen: string[] = [];
    const onAdvanced = (_: string, events: readonly { data: string }[]) =>
      void seen.push(...events.map(({ data }) => data));
    const runner = await f.run(sums('read'), { logger: log.logger, onAdvanced });
    await eventually(() => runner.caughtUp('read'));
    await f.database.asMunicipality('alfa', async (sql) => {
      await sql.query('select from read_v1_g1');
      await runner.rebuild('read');
    });
    expect((await f.status(runner)).generation).toBe(2);
    expect(log.lines.join()).toContain('not dropped');
    expect(await f.generations('read')).toEqual(['read_v1_g1', 'read_v1_g2']);
    await f.append('1', 2);
    await eventually(() => seen.length === 2);
    await runner.stop();
    await f.run(sums('read'));
    expect(await f.generations('read')).toEqual(['read_v1_g2']);
  });

  it('compares as the owner, who has the time that many rows take', async () => {
    const sessions: string[] = [];
    const projection = sums('timed');
    await f.append('1', 1);
    const runner = await f.run({
      ...projection,
      async apply(events, sql, table) {
        await projection.apply(events, sql, table);
        if (!table.endsWith('_g0')) return;
        const { rows } = await sql.query<{ who: string }>('select session_user as who');
        sessions.push(...rows.map(({ who }) => who));
        if (sessions.length > 1) return;
        // What comes in while the scratch table is filled is applied by the transaction that compares.
        await f.append('2', 1);
        await eventually(async () => (await f.totals('timed'))['2'] === 1);
      },
    });
    await eventually(() => runner.caughtUp('timed'));
    expect(await runner.verify('timed')).toMatchObject({ equal: true, rows: 2 });
    expect(sessions).toEqual([f.database.roles.worker, f.database.roles.owner]);
  });

  it('finds rows that were changed, added or removed behind its back, without saying what is in them', async () => {
    for (const id of ['changed', 'kept', 'removed']) await f.append(id, 1);
    const runner = await f.run(sums('verified'));
    await eventually(() => runner.caughtUp('verified'));
    expect(await runner.verify('verified')).toEqual({ equal: true, rows: 3, differences: [] });
    await f.asAdmin(`update reports.verified_v1_g1 set total = 777 where stream = 'report-alfa_changed'`);
    await f.asAdmin(`delete from reports.verified_v1_g1 where stream = 'report-alfa_removed'`);
    await f.asAdmin(`insert into reports.verified_v1_g1 values ('alfa', 'report-alfa_made-up', 1, 1)`);
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

  it('compares nothing that a row says of its database alone', async () => {
    await f.append('one', 1);
    const runner = await f.run({ ...sums('local'), localColumns: ['events'] });
    await eventually(() => runner.caughtUp('local'));
    await f.asAdmin(`update reports.local_v1_g1 set events = 777`);
    expect(await runner.verify('local')).toEqual({ equal: true, rows: 1, differences: [] });
    await f.asAdmin(`update reports.local_v1_g1 set total = 777`);
    expect((await runner.verify('local')).differences).toEqual(['alfa/report-alfa_one: total']);
  });

  it('keeps to what an operator decided: a stream that was skipped stays out of what is built anew', async () => {
    await f.append('bad', 1, 'x', 4);
    for (let n = 0; n < 21; n += 1) await f.append(`worse${n}`, 'x');
    await f.append('good', 1);
    let mended = false;
    const projection = sums('decided', {
      beforeApply: (events) => {
        if (!mended && events.some(({ data }) => data.includes('x'))) throw new TypeError('cannot take x');
      },
    });
    const runner = await f.run({
      ...projection,
      apply: (events, sql, table) =>
        projection.apply(mended ? events.map((e) => ({ ...e, data: e.data.replace('"x"', '2') })) : events, sql, table),
    });
    const parked = async () => (await f.status(runner)).parkedStreams;
    await eventually(async () => (await parked()).length === 21);
    for (const { stream } of await parked()) await runner.skipParked('decided', stream);
    await eventually(async () => (await f.totals('decided'))['good'] === 1);
    const skipped = (await parked()).filter((each) => each.skipped);
    expect(skipped).toHaveLength(21);

    expect(await runner.verify('decided')).toMatchObject({ equal: true, rows: 2 });
    await runner.rebuild('decided');
    expect(await f.totals('decided')).toEqual({ bad: 1, good: 1 });
    expect((await parked()).filter((each) => each.skipped)).toEqual(skipped);
    await f.append('bad', 8);
    await f.append('good', 1);
    await eventually(async () => (await f.totals('decided'))['good'] === 2);
    expect(await f.totals('decided')).toEqual({ bad: 1, good: 2 });

    mended = true;
    expect((await runner.verify('decided')).equal).toBe(false);
    expect(await runner.retryParked('decided')).toBe(22);
    expect(await f.totals('decided')).toMatchObject({ bad: 15, good: 2, worse20: 2 });
    expect((await runner.verify('decided')).equal).toBe(true);
  });

  it('takes up a stream again that was retried while it was rebuilt, and says that its events wait', async () => {
    await f.append('bad', 'x');
    await f.append('good', 1);
    let mended = false;
    let retried = 0;
    const projection = sums('retaken', {
      beforeApply: (events) => {
        if (!mended && events.some(({ data }) => data.includes('x'))) throw new TypeError('cannot take x');
      },
    });
    const runner: ProjectionRunner = await f.run({
      ...projection,
      async apply(events, sql, table) {
        if (table.endsWith('_g2') && retried === 0) retried = await runner.retryParked('retaken');
        const readable = mended ? events.map((e) => ({ ...e, data: e.data.replace('"x"', '2') })) : events;
        await projection.apply(readable, sql, table);
      },
    });
    await eventually(async () => (await f.status(runner)).parkedStreams.length === 1);
    await runner.skipParked('retaken', 'report-alfa_bad');
    mended = true;
    await runner.rebuild('retaken');
    expect(retried).toBe(1);
    const { parkedStreams } = await f.status(runner);
    expect(parkedStreams).toEqual([{ stream: 'report-alfa_bad', revision: 0, reason: 'TypeError: cannot take x' }]);
    expect(await runner.retryParked('retaken')).toBe(1);
    expect(await f.totals('retaken')).toEqual({ bad: 2, good: 1 });
  });
});
