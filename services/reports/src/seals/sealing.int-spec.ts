import {
  ANCHOR_FORMAT,
  checkReceipt,
  describeFinding,
  NO_STREAM,
  receiptOf,
  sealBatch,
  verifySeals,
  type Anchor,
  type SealVerification,
} from '@sportello/event-sourcing';
import { eventually, readWholeLog, testEvents } from '@sportello/event-sourcing/testing';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import { sealing, SealTable, type LogSubscription } from '@sportello/postgres';
import { silentLogger, testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import { Client } from 'pg';
import { CreateReports1764000000000 } from '../migrations/1764000000000-create-reports';
import { CreateSeals1764600000000 } from '../migrations/1764600000000-create-seals';

const STREAMS = ['report-borgo-prova_1', 'report-borgo-prova_2', 'report-altrove_1', 'report-borgo-prova_3'];

describe('The log under seals', () => {
  let db: TestDatabase;
  let store: PostgresEventStore;
  let seals: SealTable;
  let admin: Client;
  const running: LogSubscription[] = [];
  let now = 0;

  beforeAll(async () => {
    db = await testDatabase('reports', { migrations: [CreateReports1764000000000, CreateSeals1764600000000] });
    store = await PostgresEventStore.open({ url: db.urls.worker, onError: () => undefined });
    seals = new SealTable(db.database);
    admin = new Client({ connectionString: db.adminUrl });
    await admin.connect();
    // Every stream gets two events in each of three rounds, sealed after each.
    for (let round = 0; round < 3; round += 1) {
      for (const stream of STREAMS) await store.append(stream, testEvents(2), round * 2 + NO_STREAM);
      await sealEverything();
    }
  });
  afterAll(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await admin.end();
    await store.close();
    await db.drop();
  });

  const subscription = (): LogSubscription => {
    const clock = (): string => new Date((now += 1_000)).toISOString();
    const started = sealing({ store, database: db.database, logger: silentLogger(), clock });
    running.push(started);
    started.start();
    return started;
  };
  const sealedEvents = async (): Promise<number> => {
    const { rows } = await admin.query<{ sum: string | null }>('select sum(count) from reports.seals');
    return Number(rows[0]?.sum ?? 0);
  };
  /** By two replicas at once, as in a cluster. */
  async function sealEverything(): Promise<void> {
    const replicas = [subscription(), subscription()];
    const events = (await readWholeLog(store)).length;
    await eventually(sealedEvents, (sealed) => sealed >= events);
    await Promise.all(replicas.map((each) => each.stop()));
  }
  const anchor = async (): Promise<Anchor> => ({
    format: ANCHOR_FORMAT,
    writtenAt: '2026-03-02T09:00:00.000Z',
    seals: await seals.latest(),
  });
  const verify = (anchors: readonly Anchor[] = []): Promise<SealVerification> => verifySeals(store, seals, { anchors });

  /** What verification says after a superuser has run these statements. Afterwards everything is as it was. */
  async function findingsAfter(statements: readonly string[], anchors: readonly Anchor[] = []): Promise<string[]> {
    const tables = ['event_store.events', 'reports.seals'];
    for (const [index, table] of tables.entries()) await admin.query(`create table kept_${index} as table ${table}`);
    try {
      for (const statement of statements) await admin.query(statement);
      return (await verify(anchors)).findings.map(describeFinding);
    } finally {
      for (const [index, table] of tables.entries()) {
        await admin.query(`truncate ${table}`);
        await admin.query(`insert into ${table} table kept_${index}`);
        await admin.query(`drop table kept_${index}`);
      }
    }
  }
  const where = (stream: string, revision: number): string => `where stream = '${stream}' and revision = ${revision}`;

  it('is sealed whole, once, one chain for each municipality, however many replicas run', async () => {
    expect(await verify([await anchor()])).toMatchObject({ events: 24, unsealed: 0, findings: [] });
    expect((await seals.latest()).map(({ municipalityId }) => municipalityId).sort()).toEqual([
      'altrove',
      'borgo-prova',
    ]);
    expect(await sealedEvents()).toBe(24);
  });

  it.each<[string, string[], string]>([
    [
      'a byte of the data',
      [`update event_store.events set data = replace(data, '0', '9') ${where('report-borgo-prova_2', 2)}`],
      'borgo-prova: event 2 of report-borgo-prova_2 was altered',
    ],
    [
      'a blank in the metadata, which means the same JSON',
      [`update event_store.events set metadata = metadata || ' ' ${where('report-altrove_1', 5)}`],
      'altrove: event 5 of report-altrove_1 was altered',
    ],
    [
      'an event removed, the positions closed up behind it',
      [
        `delete from event_store.events ${where('report-borgo-prova_1', 3)}`,
        'update event_store.events set position = -position',
        'update event_store.events e set position = r.n from (select position, row_number() over (order by position desc) as n from event_store.events) r where r.position = e.position',
      ],
      'borgo-prova: event 3 of report-borgo-prova_1 was removed',
    ],
    [
      'two events of different streams in each other’s place',
      [
        `update event_store.events set position = -position where revision = 0 and stream in ('report-borgo-prova_1', 'report-borgo-prova_3')`,
        'update event_store.events set position = 8 + position where position < 0',
      ],
      'borgo-prova: event 0 of report-borgo-prova_3 was moved: event 0 of report-borgo-prova_1 was sealed at its place',
    ],
    [
      'an event put in among old ones',
      [
        'update event_store.events set position = -position where position > 4',
        'update event_store.events set position = 1 - position where position < 0',
        `insert into event_store.events select municipality_id, 'report-borgo-prova_forged', 0, 5, gen_random_uuid(), type, data, metadata
           from event_store.events ${where('report-borgo-prova_1', 0)}`,
      ],
      'borgo-prova: event 0 of report-borgo-prova_forged was inserted: it stands among sealed events and was never sealed',
    ],
    [
      'an event given to another stream',
      [`update event_store.events set stream = 'report-borgo-prova_9' ${where('report-borgo-prova_2', 5)}`],
      'borgo-prova: event 5 of report-borgo-prova_2 was removed',
    ],
    [
      'an event that was filed under another municipality, and is found no more by who asks for its stream',
      [`update event_store.events set municipality_id = 'altrove' ${where('report-borgo-prova_1', 3)}`],
      'borgo-prova: event 3 of report-borgo-prova_1 was filed under another municipality: who asks for its stream does not find it',
    ],
    [
      'the end of the log cut off',
      ['delete from event_store.events where position > 23'],
      'borgo-prova: the log was cut off: event 5 of report-borgo-prova_3 and everything after it is missing',
    ],
    [
      'a seal whose digests were changed',
      [
        `update reports.seals set leaves = set_byte(leaves, 0, (get_byte(leaves, 0) + 1) % 256) where municipality_id = 'altrove' and number = 1`,
      ],
      'altrove: seal 1 was altered: its digests do not lead to its root',
    ],
  ])('shows %s', async (_what, statements, finding) => {
    expect(await findingsAfter(statements)).toEqual([finding]);
    expect((await verify()).findings).toEqual([]);
  });

  it('shows by an anchor kept elsewhere that the seals were cut off with the end of the log', async () => {
    const kept = await anchor();
    const cut = [
      'delete from event_store.events where position > 16',
      `delete from reports.seals where last_position > '0000000000000000016'`,
    ];
    expect(await findingsAfter(cut)).toEqual([]);
    const findings = await findingsAfter(cut, [kept]);
    expect(findings).toHaveLength(2);
    const end = ' the last event that a seal still holds is event 3 of report-';
    for (const [of, last] of [
      ['borgo-prova', `${end}borgo-prova_3`],
      ['altrove', `${end}altrove_1`],
    ])
      expect(findings).toContainEqual(
        expect.stringMatching(`^${of}: the seals end at \\d+, but the anchor of .* knows seal \\d+;${last}$`),
      );
  });

  it('shows by an anchor that log and seals were both written anew, which they alone do not show', async () => {
    const kept = await anchor();
    const ours = (await readWholeLog(store)).filter(({ stream }) => stream.includes('altrove'));
    const forged = ours.map((event, index) => (index === 1 ? { ...event, data: '{"forged":true}' } : event));
    const batch = sealBatch('altrove', forged, undefined, '2026-03-02T09:00:00.000Z');
    const literal = (text: string): string => admin.escapeLiteral(text);
    const rewrite = [
      `update event_store.events set data = '{"forged":true}' ${where('report-altrove_1', 1)}`,
      `delete from reports.seals where municipality_id = 'altrove'`,
      `insert into reports.seals values ('altrove', 1, 0, ${batch.seal.count}, '${batch.seal.root}', '${batch.seal.previous}',
         '${batch.seal.sealedAt}', '${batch.seal.hash}', '\\x${batch.leaves.toString('hex')}',
         ${literal(batch.names.map(({ stream, revision }) => `${revision} ${stream}`).join('\n'))}, '0000000000000000024')`,
    ];
    expect(await findingsAfter(rewrite)).toEqual([]);
    expect((await findingsAfter(rewrite, [kept])).join()).toMatch(
      /^altrove: (log and seals were written anew|the seals end at 1, but the anchor)/,
    );
  });

  it('gives for every event a receipt that is proven without the database', async () => {
    for (const event of await readWholeLog(store)) {
      const municipalityId = event.stream.includes('altrove') ? 'altrove' : 'borgo-prova';
      const receipt = receiptOf(event, await seals.batchOf(municipalityId, event));
      expect(checkReceipt(JSON.stringify(receipt))).toMatchObject({ genuine: true, seal: { municipalityId } });
    }
    const [some] = await readWholeLog(store);
    expect(await seals.batchOf('borgo-prova', { ...some!, position: '9000000000000000000' })).toBeUndefined();
  });

  it('finds the seal of an event also where another store has put events in another order than they were sealed', async () => {
    const events = (await readWholeLog(store)).filter(({ stream }) => stream.includes('altrove'));
    const first = await seals.batchOf('altrove', events[0]!);
    const elsewhere = await seals.batchOf('altrove', { ...events[0]!, position: events.at(-1)!.position });
    expect(elsewhere).toEqual(first);
    expect(first?.seal.number).toBe(1);
    expect(await seals.batchOf('altrove', { ...events[0]!, revision: 77 })).toBeUndefined();
  });

  it.each([`update reports.seals set hash = ''`, 'delete from reports.seals', 'truncate reports.seals'])(
    'lets nobody of the service rewrite its seals: %s',
    async (statement) => {
      await expect(db.database.worker.query(statement)).rejects.toThrow('permission denied');
      await expect(
        db.database.asMunicipality('borgo-prova', (sql) => sql.query('select from reports.seals')),
      ).rejects.toThrow('permission denied');
    },
  );

  it('finds the seal of an event, and the last one, by an index', async () => {
    const { rows } = await db.database.asWorker(async (sql) => {
      await sql.query('set local enable_seqscan = off');
      return sql.query<{ 'QUERY PLAN': string }>(
        `explain select number from reports.seals where municipality_id = 'altrove' and last_position >= '1' order by last_position limit 1`,
      );
    });
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Scan using seals_by_position');
    expect(plan).not.toContain('Sort');
  });

  it('is sealed whole and once, also when a sealer is killed in the middle of its transaction', async () => {
    const before = await sealedEvents();
    for (let n = 0; n < 40; n += 1) await store.append(`report-borgo-prova_k${n}`, testEvents(2), NO_STREAM);
    let killed = 0;
    // Whoever writes a seal waits at this lock until it is killed: none comes through before the lock is given up.
    await admin.query(`
      select pg_advisory_lock(1);
      create function reports.wait() returns trigger language plpgsql as
        'begin perform pg_advisory_xact_lock(1); return new; end';
      create trigger wait before insert on reports.seals for each row execute function reports.wait()`);
    const replicas = [subscription(), subscription()];
    await eventually(async () => {
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where query like 'insert into%seals%' and wait_event = 'advisory' and datname = current_database()`,
      );
      killed += rowCount ?? 0;
      return killed >= 2;
    });
    expect(await sealedEvents()).toBe(before);
    await admin.query('select pg_advisory_unlock(1)');
    await eventually(sealedEvents, (sealed) => sealed === before + 80);
    await admin.query('drop function reports.wait() cascade');
    await Promise.all(replicas.map((each) => each.stop()));
    expect(await verify([await anchor()])).toMatchObject({ unsealed: 0, findings: [] });
  });
});
