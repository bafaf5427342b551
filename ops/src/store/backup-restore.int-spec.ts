import { randomBytes, randomUUID } from 'node:crypto';
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_STREAM, sealBatch, verifySeals, type StoredEvent } from '@sportello/event-sourcing';
import { readWholeLog, testEvent } from '@sportello/event-sourcing/testing';
import { Keyring, SealTable, type Database } from '@sportello/postgres';
import { newsletterKeyOf } from '@sportello/service-kit/installation';
import { backup, type BackupResult } from './backup.command';
import { MANIFEST, type Manifest } from './backup/manifest';
import type { CommandContext, Progress } from './command-context';
import { restore, type RestoreArguments, type RestoreResult } from './restore.command';
import { installation, type Installation } from './testing/installation';
import { fillLog } from './testing/random-log';

const MUNICIPALITY = 'borgo-prova';
const EVENTS = 300;
/** More than are read at once in the beginning. */
const IDENTITIES = 40;
const without = ({ position: _position, ...event }: StoredEvent): object => event;

describe('A backup and its restore', () => {
  const masterKey = randomBytes(32);
  let folder: string;
  let old: Installation;
  let taken: BackupResult;
  let sealed: string;
  let sealedSubscriber: string;
  const subscriber = { municipalityId: MUNICIPALITY, subject: randomUUID(), purpose: 'subscriber' } as const;
  const subject = { municipalityId: MUNICIPALITY, subject: '0123456789Z' };
  const installations: Installation[] = [];
  const toldOfBackup: Progress[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-backup-'));
    old = await installation();
    await fillLog(old.log, EVENTS);
    const events = await readWholeLog(old.log);
    const keyring = await keyringOf(old, 'old-erasures.log');
    const kept = await keyring.sealWithToken(subject, [{ purpose: 'reporter', plain: { name: 'Gelsomina' } }]);
    sealed = kept.sealed[0] as string;
    const { notifications, reports, gateway } = old.databases;
    const last = events.at(-20)!;
    await notifications.worker.query(`insert into checkpoints values ('report-feed', $1, $2, $3, $4, $5)`, [
      await old.log.logId(),
      last.position,
      last.stream,
      last.revision,
      last.eventId,
    ]);
    for (const state of ['due', 'sent', 'sending']) {
      await notifications.worker.query(
        `insert into deliveries values ($1, $2, $3, null, case when $3 = 'sending' then $2::uuid end, '{"a": "perché"}', 'sealed', 'sealed', '2026-03-02T09:00:00.123456Z')`,
        [MUNICIPALITY, randomUUID(), state],
      );
    }
    const subscribers = await subscriberKeysOf(old, 'old-subscribers.log');
    [sealedSubscriber = ''] = await subscribers.sealNew([{ ...subscriber, plain: { email: 'ada@example.org' } }]);
    await old.databases.newsletter.worker.query(`insert into subscribers values ($1, $2, 'hmac', 'confirmed', $3)`, [
      MUNICIPALITY,
      subscriber.subject,
      sealedSubscriber,
    ]);
    await gateway.worker.query(
      `insert into attachments values ($1, '8f14e45f-ceea-467f-a0e6-000000000001', 'bound', 'A1', 'sealed')`,
      [MUNICIPALITY],
    );
    const account = randomUUID();
    await gateway.worker.query(
      `insert into accounts values ($1, $2, 'urp@example.it', '{operator}'), ('file-away', $2, 'urp@away.example', '{operator}')`,
      [MUNICIPALITY, account],
    );
    await gateway.worker.query(
      `insert into second_factors values ($1, $2, 'sealed', array['\\x0102', '\\x03']::bytea[])`,
      [MUNICIPALITY, account],
    );
    await gateway.worker.query(
      `insert into account_identities select $1, gen_random_uuid(), '\\x01' from generate_series(1, $2)`,
      [MUNICIPALITY, IDENTITIES],
    );
    const batch = sealBatch(MUNICIPALITY, events, undefined, '2026-03-02T09:00:00.000Z');
    await reports.worker.query(`insert into personal_data_reads values ($1, '2026-03-02T09:30:00Z', $2, '{A1}')`, [
      MUNICIPALITY,
      account,
    ]);
    await reports.worker.query(`insert into response_templates values ($1, $2, 'Buca chiusa', '{"it": "Fatto"}')`, [
      MUNICIPALITY,
      account,
    ]);
    await reports.asWorker((sql) =>
      new SealTable(reports).write(sql, [{ ...batch, lastPosition: events.at(-1)!.position }]),
    );
    await writeFile(join(folder, 'master.key'), 'key');
    taken = await backup(
      {
        to: join(folder, 'backup'),
        keysTo: join(folder, 'keys'),
        kind: 'live',
        keyFiles: [join(folder, 'master.key')],
        log: old.log,
        databases: old.databases,
        municipalities: [MUNICIPALITY],
        now: '2026-03-02T10:00:00.000Z',
      },
      { onProgress: (progress) => toldOfBackup.push(progress) },
    );
  });
  /** Each has a connection or two of every role: all of them until the end would take half of what the server of all suites has. */
  afterEach(() => Promise.all(installations.splice(0).map((each) => each.drop())));
  afterAll(async () => {
    await old.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const keyringOf = (of: Installation, erasures: string): Promise<Keyring> =>
    Keyring.open({ database: of.databases.reports, masterKey, erasureList: join(folder, erasures) });
  const subscriberKeysOf = (of: Installation, erasures: string): Promise<Keyring> =>
    Keyring.open({
      database: of.databases.newsletter,
      schema: 'newsletter',
      purposes: ['subscriber'],
      masterKey: newsletterKeyOf(masterKey),
      erasureList: join(folder, erasures),
    });
  /** A list of erased reports, and of subscribers. */
  const lists = (reports: string, newsletter = 'newsletter-erasures.log'): RestoreArguments['erasureLists'] => ({
    reports: join(folder, reports),
    newsletter: join(folder, newsletter),
  });
  const argumentsFor = (into: Installation): RestoreArguments => ({
    from: join(folder, 'backup'),
    keysFrom: join(folder, 'keys'),
    log: into.log,
    logInDatabase: true,
    databases: into.databases,
    masterKey,
    erasureLists: lists('erasures.log'),
    marker: join(folder, 'restoring'),
    yes: false,
    now: '2026-03-02T12:00:00.000Z',
  });
  const restoreInto = (
    into: Installation,
    more: Partial<RestoreArguments> = {},
    context: CommandContext = {},
  ): Promise<RestoreResult> => restore({ ...argumentsFor(into), ...more }, context);
  const fresh = async (): Promise<Installation> => {
    const made = await installation();
    installations.push(made);
    return made;
  };
  const states = async ({ databases }: Installation): Promise<unknown> =>
    (
      await databases.notifications.worker.query(
        'select state, reason, sealed_reporter from deliveries order by state, reason',
      )
    ).rows;

  it('holds what cannot be built again, counted and with the digest of each file, and no key', async () => {
    expect(taken.notCovered).toEqual([]);
    expect(taken.manifest).toMatchObject({ format: 'sportello-backup/1', log: { lines: EVENTS } });
    expect(Object.fromEntries(taken.manifest.tables.map(({ file, lines }) => [file, lines]))).toEqual({
      'notifications.checkpoints.jsonl.gz': 1,
      'notifications.report_recipients.jsonl.gz': 0,
      'notifications.deliveries.jsonl.gz': 3,
      'notifications.follows.jsonl.gz': 0,
      'reports.checkpoints.jsonl.gz': 0,
      'reports.seals.jsonl.gz': 1,
      'reports.personal_data_reads.jsonl.gz': 1,
      'reports.response_templates.jsonl.gz': 1,
      'newsletter.subscribers.jsonl.gz': 1,
      'gateway.attachments.jsonl.gz': 1,
      'gateway.accounts.jsonl.gz': 2,
      'gateway.second_factors.jsonl.gz': 1,
      'gateway.account_identities.jsonl.gz': IDENTITIES,
    });
    expect(await readdir(join(folder, 'backup'))).not.toContain('keyring.keys.jsonl.gz');
    const keys = ['keyring.keys.jsonl.gz', 'master.key', 'newsletter.keys.jsonl.gz'];
    expect((await readdir(join(folder, 'keys'))).sort()).toEqual(keys);
    expect(taken.manifest.keys?.map(({ file }) => file).sort()).toEqual(keys);
    await expect(
      backup({
        to: join(folder, 'backup'),
        kind: 'live',
        keyFiles: [],
        log: old.log,
        databases: old.databases,
        municipalities: [],
        now: '',
      }),
    ).rejects.toThrow('Name a new one');
  });

  it('brings everything back into an empty installation, cut off half way and repeated; nothing is sent', async () => {
    const into = await fresh();
    const killed: Partial<Database> = { asWorker: () => Promise.reject(new Error('killed')) };
    const cutOff = restoreInto(into, { databases: { ...into.databases, gateway: killed as Database } });
    await expect(cutOff).rejects.toThrow('killed');
    expect(await readWholeLog(into.log)).toHaveLength(EVENTS);
    const result = await restoreInto(into);
    expect(result).toMatchObject({ done: true, events: EVENTS, suppressed: 2, explanations: [] });
    expect((await readWholeLog(into.log)).map(without)).toEqual((await readWholeLog(old.log)).map(without));
    expect(await states(into)).toEqual([
      { state: 'sent', reason: null, sealed_reporter: 'sealed' },
      { state: 'suppressed', reason: 'restored', sealed_reporter: null },
      { state: 'suppressed', reason: 'restored', sealed_reporter: null },
    ]);
    const marks = await into.databases.notifications.worker.query<{ at: Date }>(
      'select restored_at as at from restores',
    );
    expect(marks.rows.map(({ at }) => at.toISOString())).toEqual(['2026-03-02T12:00:00.000Z']);
    const { rows } = await into.databases.notifications.worker.query<{ log_id: string }>(
      'select log_id from checkpoints',
    );
    expect(rows).toEqual([{ log_id: await into.log.logId() }]);
    const { rows: files } = await into.databases.gateway.worker.query(
      'select state, code, wrapped_key from attachments',
    );
    expect(files).toEqual([{ state: 'bound', code: 'A1', wrapped_key: 'sealed' }]);
    const { rows: accounts } = await into.databases.gateway.worker.query(
      'select municipality_id, email from accounts order by email',
    );
    expect(accounts).toEqual([
      { municipality_id: 'file-away', email: 'urp@away.example' },
      { municipality_id: MUNICIPALITY, email: 'urp@example.it' },
    ]);
    const { rows: factors } = await into.databases.gateway.worker.query(
      'select sealed_secret, recovery_codes from second_factors',
    );
    expect(factors).toEqual([{ sealed_secret: 'sealed', recovery_codes: [Buffer.from([1, 2]), Buffer.from([3])] }]);
    const reads = await into.databases.reports.worker.query('select codes from personal_data_reads');
    expect(reads.rows).toEqual([{ codes: ['A1'] }]);
    const templates = await into.databases.reports.worker.query('select title, texts from response_templates');
    expect(templates.rows).toEqual([{ title: 'Buca chiusa', texts: { it: 'Fatto' } }]);
    expect((await verifySeals(into.log, new SealTable(into.databases.reports))).findings).toEqual([]);
    const keyring = await keyringOf(into, 'erasures.log');
    expect(await keyring.unseal([{ ...subject, purpose: 'reporter', sealed }])).toEqual([{ name: 'Gelsomina' }]);
    const { rows: subscribers } = await into.databases.newsletter.worker.query(
      'select email_hmac, sealed from subscribers',
    );
    expect(subscribers).toEqual([{ email_hmac: 'hmac', sealed: sealedSubscriber }]);
    const subscriberKeys = await subscriberKeysOf(into, 'none-erased.log');
    expect(await subscriberKeys.unseal([{ ...subscriber, sealed: sealedSubscriber }])).toEqual([
      { email: 'ada@example.org' },
    ]);
  });

  const lastOf = (told: readonly Progress[], phase: string): Progress | undefined =>
    told.findLast((one) => one.phase === phase);
  const rowsTaken = (): number => taken.manifest.tables.reduce((sum, { lines }) => sum + lines, 0);
  /** Two of a report and one of a subscriber. */
  const KEYS = 3;

  it('tells how much of all that there is has been taken, also within a table', () => {
    const rows = rowsTaken();
    expect(lastOf(toldOfBackup, 'backing up tables')).toMatchObject({ done: rows, total: rows });
    expect(lastOf(toldOfBackup, 'backing up keys')).toMatchObject({ done: KEYS, total: KEYS });
    const done = toldOfBackup.filter(({ phase }) => phase === 'backing up tables').map((one) => one.done);
    expect(Math.max(...done.map((at, index) => at - (done[index - 1] ?? 0)))).toBeLessThan(IDENTITIES);
  });

  it('tells how much of all that the backup holds is back', async () => {
    const told: Progress[] = [];
    await restoreInto(await fresh(), {}, { onProgress: (progress) => told.push(progress) });
    expect(lastOf(told, 'copying')).toMatchObject({ done: EVENTS, total: EVENTS });
    const rows = rowsTaken();
    expect(lastOf(told, 'restoring tables')).toMatchObject({ done: rows, total: rows });
    expect(lastOf(told, 'restoring keys')).toMatchObject({ done: KEYS, total: KEYS });
  });

  it('ends when it is interrupted: among the files with nothing touched, among the tables for the same call to finish', async () => {
    const into = await fresh();
    const atOnce = { signal: AbortSignal.abort(new Error('Ctrl-C')) };
    await expect(restoreInto(into, {}, atOnce)).rejects.toThrow('Ctrl-C');
    expect(await readdir(folder)).not.toContain('restoring');
    const stop = new AbortController();
    const amongTables = restoreInto(
      into,
      {},
      {
        signal: stop.signal,
        onProgress: ({ phase }) => phase === 'restoring tables' && stop.abort(new Error('Ctrl-C')),
      },
    );
    await expect(amongTables).rejects.toThrow('Ctrl-C');
    const accounts = async (): Promise<number> =>
      (await into.databases.gateway.worker.query('select from accounts')).rowCount;
    expect([await accounts(), (await readWholeLog(into.log)).length]).toEqual([0, EVENTS]);
    expect(await restoreInto(into)).toMatchObject({ done: true, events: EVENTS });
    expect(await accounts()).toBe(2);
  });

  it('erases again what was erased after the backup', async () => {
    const into = await fresh();
    const erasure = { ...subject, purpose: 'reporter', at: '2026-03-02T11:00:00.000Z' };
    await appendFile(join(folder, 'later-erasures.log'), `${JSON.stringify(erasure)}\n`);
    await appendFile(join(folder, 'unsubscribed.log'), `${JSON.stringify({ ...subscriber, at: erasure.at })}\n`);
    await restoreInto(into, { erasureLists: lists('later-erasures.log', 'unsubscribed.log') });
    const keyring = await keyringOf(into, 'none.log');
    expect(await keyring.unseal([{ ...subject, purpose: 'reporter', sealed }])).toEqual([undefined]);
    const subscriberKeys = await subscriberKeysOf(into, 'none-erased.log');
    expect(await subscriberKeys.unseal([{ ...subscriber, sealed: sealedSubscriber }])).toEqual([undefined]);
  });

  it('throws away what is there only when told to, and says so otherwise', async () => {
    const into = await fresh();
    await into.log.append('report-borgo-prova_other', [testEvent()], NO_STREAM);
    const before = await into.log.logId();
    expect(await restoreInto(into)).toEqual({ done: false, because: expect.stringContaining('--yes') });
    expect(await readWholeLog(into.log)).toHaveLength(1);
    for (const yes of [false, true])
      expect(await restoreInto(into, { yes, logInDatabase: false })).toEqual({
        done: false,
        because: expect.stringContaining('Give an empty one'),
      });
    expect(await restoreInto(into, { yes: true })).toMatchObject({ done: true, events: EVENTS });
    expect(await readWholeLog(into.log)).toHaveLength(EVENTS);
    expect(await into.log.logId()).not.toBe(before);
  });

  it('throws subscribers away only when told to, also where there is no report', async () => {
    const into = await fresh();
    await into.databases.newsletter.worker.query(
      `insert into subscribers values ('altrove', $1, 'x', 'confirmed', 'y')`,
      [randomUUID()],
    );
    expect(await restoreInto(into)).toEqual({ done: false, because: expect.stringContaining('subscribers') });
    expect(await restoreInto(into, { yes: true })).toMatchObject({ done: true });
    const { rows } = await into.databases.newsletter.worker.query('select municipality_id from subscribers');
    expect(rows).toEqual([{ municipality_id: MUNICIPALITY }]);
  });

  it('brings a backup back that was taken before there were subscribers, and before keys were counted', async () => {
    const into = await fresh();
    const older = { from: join(folder, 'older'), keysFrom: join(folder, 'older-keys') };
    await cp(join(folder, 'backup'), older.from, { recursive: true });
    await cp(join(folder, 'keys'), older.keysFrom, { recursive: true });
    await rm(join(older.from, 'newsletter.subscribers.jsonl.gz'));
    await rm(join(older.keysFrom, 'newsletter.keys.jsonl.gz'));
    const manifest = JSON.parse(await readFile(join(older.from, MANIFEST), 'utf8')) as Manifest;
    const wasThere = ({ file }: { readonly file: string }): boolean => !file.startsWith('newsletter.');
    const uncounted = manifest.keys?.map(({ file, sha256 }) => ({ file, sha256 }));
    const held = { tables: manifest.tables.filter(wasThere), keys: uncounted?.filter(wasThere) };
    await writeFile(join(older.from, MANIFEST), JSON.stringify({ ...manifest, ...held }));
    const told: Progress[] = [];
    const context = { onProgress: (progress: Progress): unknown => told.push(progress) };
    expect(await restoreInto(into, older, context)).toMatchObject({ done: true, events: EVENTS });
    expect(lastOf(told, 'restoring keys')).toEqual({
      phase: 'restoring keys',
      done: KEYS - 1,
      rate: expect.any(Number),
    });
    expect((await into.databases.newsletter.worker.query('select from subscribers')).rowCount).toBe(0);
  });

  it('finds a reader that is ahead of the log, and explains', async () => {
    const into = await fresh();
    await into.databases.reports.worker.query(
      `insert into checkpoints values ('key_destruction', 'log', '1', 'report-borgo-prova_lost', 4, '${randomUUID()}')`,
    );
    const result = await restoreInto(into);
    expect(result).toMatchObject({
      done: true,
      explanations: [expect.stringContaining('event 4 of report-borgo-prova_lost')],
    });
  });

  it('refuses a backup that was damaged, before anything is touched', async () => {
    const into = await fresh();
    const file = join(folder, 'backup', 'gateway.accounts.jsonl.gz');
    const bytes = await readFile(file);
    await writeFile(file, Buffer.concat([bytes, Buffer.of(0)]));
    await expect(restoreInto(into)).rejects.toThrow('gateway.accounts.jsonl.gz is not what the backup wrote');
    await writeFile(file, bytes);
    expect(await readWholeLog(into.log)).toEqual([]);
  });

  it.each(['keyring.keys.jsonl.gz', 'master.key'])(
    'refuses keys whose %s was damaged, before anything is touched',
    async (name) => {
      const into = await fresh();
      const file = join(folder, 'keys', name);
      const bytes = await readFile(file);
      await writeFile(file, bytes.subarray(0, -1));
      await expect(restoreInto(into, { yes: true })).rejects.toMatchObject({ code: 'DAMAGED_KEYS' });
      await rm(file);
      await expect(restoreInto(into, { yes: true })).rejects.toThrow('is missing, damaged, or of another backup');
      await writeFile(file, bytes);
      expect(await readWholeLog(into.log)).toEqual([]);
      expect(await readdir(folder)).not.toContain('restoring');
    },
  );

  it('takes keys of another backup for one that was taken without, if they can be read', async () => {
    const into = await fresh();
    const manifest = join(folder, 'backup', 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    const { keys: _keys, ...without } = JSON.parse(text) as BackupResult['manifest'];
    await writeFile(manifest, JSON.stringify(without));
    const file = join(folder, 'keys', 'keyring.keys.jsonl.gz');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, -1));
    await expect(restoreInto(into)).rejects.toThrow('is missing or damaged');
    expect(await readWholeLog(into.log)).toEqual([]);
    await writeFile(file, bytes);
    expect(await restoreInto(into)).toMatchObject({ done: true });
    await writeFile(manifest, text);
  });

  it('brings nothing back that no key would open, unless it is told to', async () => {
    const into = await fresh();
    const { keysFrom: _keysFrom, ...keyless } = { ...argumentsFor(into) };
    expect(await restore(keyless)).toEqual({ done: false, because: expect.stringContaining('--without-keys') });
    expect(await readWholeLog(into.log)).toEqual([]);
    expect(await restore({ ...keyless, withoutKeys: true })).toMatchObject({ done: true, events: EVENTS });
    const keyring = await keyringOf(into, 'none.log');
    await expect(keyring.unseal([{ ...subject, purpose: 'reporter', sealed }])).rejects.toThrow();
    // With keys of its own it needs none of the backup.
    await restoreInto(into, { yes: true });
    expect(await restore({ ...keyless, yes: true })).toMatchObject({ done: true, events: EVENTS });
  });
});
