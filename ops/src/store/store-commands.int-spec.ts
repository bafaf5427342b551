import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { receiptOf, sealBatch, START, type EventStore } from '@sportello/event-sourcing';
import { InMemoryEventStore, readWholeLog } from '@sportello/event-sourcing/testing';
import { SealTable } from '@sportello/postgres';
import { Client } from 'pg';
import { storeAnchor } from './anchor.command';
import type { Progress } from './command-context';
import { storeCopy } from './copy.command';
import { receiptCheck } from './receipt-check.command';
import { fillLog } from './testing/random-log';
import { reportsDatabase, type ReportsDatabase } from './testing/reports-database';
import { storeVerify } from './verify.command';

const EVENTS = 2_000;

describe('The commands of the store on PostgreSQL', () => {
  let [source, target]: ReportsDatabase[] = [];
  let stores: Record<string, EventStore>;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-ops-'));
    source = await reportsDatabase();
    target = await reportsDatabase();
    await fillLog(source.store, EVENTS, 200);
    stores = { source: source.store, target: target.store };
  });
  afterAll(async () => {
    await source?.drop();
    await target?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opened stores stay open for the next test. */
  const open = async (url: string): Promise<EventStore> => {
    const store = stores[url];
    if (!store) throw new Error(`No store ${url}`);
    return new Proxy(store, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name, of);
        if (name === 'close') return async () => undefined;
        return typeof value === 'function' ? (value.bind(of) as unknown) : value;
      },
    });
  };
  const database = (of: ReportsDatabase | undefined): ReportsDatabase['database'] => of!.database;

  it('copies a log from PostgreSQL to PostgreSQL, interrupted half way, and moves the checkpoints along', async () => {
    const events = await readWholeLog(source!.store);
    const [seen, ahead] = [events[1_234]!, { ...events[7]!, eventId: '00000000-0000-4000-8000-000000000000' }];
    for (const [name, { stream, revision, eventId, position }] of Object.entries({ seen, ahead })) {
      await database(source).worker.query('insert into checkpoints values ($1, $2, $3, $4, $5, $6)', [
        name,
        await source!.store.logId(),
        position,
        stream,
        revision,
        eventId,
      ]);
    }
    const stop = new AbortController();
    const interrupted = storeCopy({ from: 'source', to: 'target' }, open, {
      signal: stop.signal,
      onProgress: ({ done }) => done >= 1_000 && stop.abort(new Error('Ctrl-C')),
    });
    await expect(interrupted).rejects.toThrow('Ctrl-C');
    const there = (await readWholeLog(target!.store)).length;
    expect(there).toBeGreaterThanOrEqual(1_000);

    const copied = await storeCopy({ from: 'source', to: 'target', consumers: [database(source)] }, open);
    expect(copied).toMatchObject({ alreadyThere: there, copied: EVENTS - there });
    expect(copied.checkpoints).toEqual([
      expect.objectContaining({ schema: 'reports', name: 'ahead', outcome: 'ahead' }),
      expect.objectContaining({ schema: 'reports', name: 'seen', outcome: 'translated' }),
    ]);
    const { rows } = await database(source).worker.query(
      `select log_id, position from checkpoints where name = 'seen'`,
    );
    const placed = (await readWholeLog(target!.store)).find(({ eventId }) => eventId === seen.eventId);
    expect(rows).toEqual([{ log_id: await target!.store.logId(), position: placed?.position }]);
  });

  it('verifies the copy, and names the stream and the revision of one flipped byte', async () => {
    const told: Progress[] = [];
    const clean = await storeVerify({ against: 'target' }, source!.store, open, {
      onProgress: (progress) => told.push(progress),
    });
    for (const phase of ['checking', 'comparing'])
      expect(told.findLast((one) => one.phase === phase)).toMatchObject({ total: EVENTS });
    expect(clean).toMatchObject({ ok: true, events: EVENTS, explanations: [], against: { sameOrder: true } });

    const admin = new Client({ connectionString: target!.adminUrl });
    await admin.connect();
    const flip = `update event_store.events set metadata = overlay(metadata placing chr(ascii(substr(metadata, 3)) # 1) from 3 for 1)
      where stream = 'report-borgo-prova_7' and revision = 2`;
    await admin.query(flip);
    const flipped = await storeVerify({ against: 'target' }, source!.store, open);
    expect(flipped.ok).toBe(false);
    expect(flipped.explanations).toEqual(['event 2 of report-borgo-prova_7 is not the same in both stores']);
    expect(flipped.against?.streams.map(({ stream, here, there }) => [stream, here === there])).toEqual([
      ['report-borgo-prova_7', false],
    ]);
    await admin.query(flip);
    await admin.end();
    expect((await storeVerify({ against: 'target' }, source!.store, open)).ok).toBe(true);
  });

  it('copies from PostgreSQL to a store that takes one append at a time, and back', async () => {
    stores = { ...stores, other: new InMemoryEventStore() };
    expect(await storeCopy({ from: 'source', to: 'other' }, open)).toMatchObject({ copied: EVENTS });
    const back = await reportsDatabase();
    stores = { ...stores, back: back.store };
    await storeCopy({ from: 'other', to: 'back' }, open);
    expect((await storeVerify({ against: 'back' }, source!.store, open)).against).toMatchObject({
      differences: [],
      sameOrder: true,
    });
    await back.drop();
  });

  it('writes an anchor, verifies seals against it, and checks a receipt with nothing but files', async () => {
    const events = await readWholeLog(source!.store);
    const batch = sealBatch('borgo-prova', events.slice(0, 900), undefined, '2026-03-02T09:00:00.000Z');
    const seals = database(source);
    await seals.asWorker((sql) => new SealTable(seals).write(sql, [{ ...batch, lastPosition: events[899]!.position }]));
    const out = join(folder, 'anchor.json');
    await storeAnchor({ out, seals, now: '2026-03-03T00:00:00.000Z' });
    await expect(storeAnchor({ out, seals, now: '2026-03-03T00:00:00.000Z' })).rejects.toThrow('EEXIST');
    expect(await storeVerify({ seals, anchors: [out] }, source!.store, open)).toMatchObject({
      ok: true,
      seals: { seals: 1, sealedEvents: 900, unsealedEvents: EVENTS - 900, findings: [] },
    });

    const file = join(folder, 'receipt.json');
    await writeFile(file, JSON.stringify(receiptOf(events[17]!, batch)));
    expect(await receiptCheck({ file, anchor: out })).toMatchObject({ ok: true, anchored: 'proven' });
    await writeFile(file, (await readFile(file, 'utf8')).replace('test.happened', 'test.happenes'));
    expect(await receiptCheck({ file })).toMatchObject({ ok: false });
  });

  it('finds where each seal ends in the log it was moved to', async () => {
    const seals = database(source);
    await seals.worker.query(`update seals set last_position = 'of another store'`);
    await storeCopy({ from: 'source', to: 'target', consumers: [seals], seals }, open);
    const [first] = await readWholeLog(source!.store);
    const batch = await new SealTable(seals).batchOf('borgo-prova', { ...first!, position: START });
    expect(batch?.seal.number).toBe(1);
    const { rows } = await seals.worker.query('select last_position from seals');
    expect(rows).toEqual([{ last_position: '0000000000000000900' }]);
  });
});
