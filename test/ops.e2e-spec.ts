import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { Client } from 'pg';
import { Citizens } from './support/citizens';
import { launch, sportello, type Said } from './support/command-line';
import { aReport, Door } from './support/door';
import { databaseOf } from './support/database';
import { plainNats } from './support/plain-nats';
import { Product, temporaryDataDir, TOPOLOGIES } from './support/product';
import { processOf } from './support/service-processes';

/** Nobody of the demonstration. */
const REPORTER = 'una.buca@example.org';
const ALWAYS = ['--from', '2020-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z'];

/** A report that was resolved, as its API shows it. */
async function aResolvedReport(door: Door): Promise<{ readonly code: string; readonly token: string }> {
  const token = await door.signIn('urp@demo.it');
  const { body } = await door.post('/api/v1/reports', aReport({ reporter: { email: REPORTER } }));
  const path = `/api/v1/reports/${String(body['code'])}`;
  await door.ask('PUT', `${path}/assignment`, { body: { departmentId: 'roads' }, token });
  await door.post(`${path}/start`, {}, { token });
  await door.post(`${path}/resolve`, { outcome: 'fixed', note: 'Riparata.' }, { token });
  return { code: String(body['code']), token };
}

/** The same, once its reporter has been told of everything. */
async function aToldReport(door: Door): ReturnType<typeof aResolvedReport> {
  const report = await aResolvedReport(door);
  await eventually(
    () => door.mailsTo(REPORTER),
    (mails) => mails.length === 4,
    30_000,
  );
  return report;
}

async function tamper(dataDir: string, text: string, values: readonly unknown[]): Promise<void> {
  const client = new Client({ connectionString: await databaseOf(dataDir) });
  await client.connect();
  try {
    await client.query(text, [...values]);
  } finally {
    await client.end();
  }
}

async function generationOf(dataDir: string): Promise<unknown> {
  const [list] = (await sportello(dataDir, 'projection', 'list', '--json')).json();
  const readers = list?.['readers'] as readonly { readonly name: string; readonly generation: number }[];
  return readers.find(({ name }) => name === 'status_page')?.generation;
}

describe.each(TOPOLOGIES)('The operators’ command line beside a running product, topology %s', (topology) => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;
  let door: Door;
  let code: string;
  let token: string;
  const run = (...args: readonly string[]): Promise<Said> => sportello(data.path, ...args);

  beforeAll(async () => {
    data = await temporaryDataDir();
    product = await Product.start({ topology, dataDir: data.path });
    door = new Door(product.url);
    ({ code, token } = await aToldReport(door));
  });
  afterAll(async () => {
    await product.dispose();
    await data.remove();
  });

  it('tells who reads the log and that all is well, for people and for machines', async () => {
    const people = await run('projection', 'list');
    expect({ code: people.code, err: people.err }).toEqual({ code: 0, err: '' });
    expect(people.out).toMatch(/^NAME +KIND +VERSION +POSITION +BEHIND +PARKED +STATE\n/);
    expect(people.out).toMatch(/^status_page +projection +v2 g1 +\d{19} +0 +0 +following$/m);
    const [list] = (await run('projection', 'list', '--json')).json();
    expect(list).toMatchObject({
      ok: true,
      readers: expect.arrayContaining([expect.objectContaining({ name: 'work_queue' })]),
    });
  });

  it('rebuilds a read model while people go on reporting, and verifies that it is what the log says', async () => {
    const citizens = new Citizens(door, token, 2);
    await eventually(
      async () => citizens.acknowledged.length,
      (answered) => answered > 0,
    );
    const before = citizens.acknowledged.length;
    const rebuilt = await run('projection', 'rebuild', 'status_page', '--json');
    expect({ code: rebuilt.code, said: rebuilt.json() }).toMatchObject({
      code: 0,
      said: [{ ok: true, generation: 2 }],
    });
    const verified = await run('projection', 'verify', 'status_page', '--json');
    expect({ code: verified.code, said: verified.json() }).toMatchObject({ code: 0, said: [{ equal: true }] });
    await citizens.stop();
    expect(citizens.acknowledged.length).toBeGreaterThan(before);
  });

  it('finds a row that somebody changed, names it without its contents, and puts it right', async () => {
    await tamper(data.path, `update reports.status_page_v2 set category = 'planted' where code = $1`, [code]);
    const found = await run('projection', 'verify', 'status_page');
    expect(found.code).toBe(1);
    expect(found.out).toContain(`borgo-esempio/${code}: category`);
    expect(found.out).not.toContain('planted');
    expect((await run('projection', 'rebuild', 'status_page')).code).toBe(0);
    expect((await run('projection', 'verify', 'status_page')).code).toBe(0);
  });

  it('shows a report as it stood, as the API’s asOf does', async () => {
    const { body } = await door.get(`/api/v1/reports/${code}`, { token });
    const moments = (body['timeline'] as readonly { readonly at: string }[]).map(({ at }) => at);
    for (const at of [moments[1], moments.at(-1)].map(String)) {
      const [said] = (await run('report', 'as-of', code, at, '--personal', '--json')).json();
      const page = said?.['page'] as Record<string, unknown>;
      const api = (await door.get(`/api/v1/reports/${code}?asOf=${at}`, { token })).body;
      const facts = ['status', 'assignedAt', 'startedAt', 'resolvedAt', 'dueBy', 'subject', 'description', 'revision'];
      for (const fact of facts) expect([fact, page[fact]]).toEqual([fact, api[fact]]);
      expect(page['timeline']).toHaveLength((api['timeline'] as readonly unknown[]).length);
    }
  });

  it('follows the log live and ends with 130 when it is interrupted', async () => {
    const tail = launch({ DATA_DIR: data.path }, ['events', 'tail', '--type', 'report.submitted', '--json']);
    await eventually(
      async () => {
        expect((await door.post('/api/v1/reports', aReport({ reporter: undefined }))).status).toBe(201);
        return tail.saidSoFar;
      },
      (out) => out.includes('\n'),
      20_000,
    );
    tail.child.kill('SIGINT');
    const said = await tail.end();
    expect(said.code).toBe(130);
    expect(said.json()[0]).toMatchObject({ type: 'report.submitted', data: { sealedText: '(sealed)' } });
  });

  it('lists what a replay would send beside what was sent, and sends nothing', async () => {
    const mailsBefore = (await door.mailsTo(REPORTER)).length;
    const replay = await run('notifications', 'replay', ...ALWAYS, '--json');
    const lines = replay.json();
    const ours = lines.filter(({ recipient }) => recipient === code);
    expect(ours.map(({ template, planned, recorded }) => [template, planned, recorded])).toEqual(
      ['submitted', 'assigned', 'work-started', 'resolved'].map((template) => [template, 'due', 'sent']),
    );
    expect(lines.at(-1)).toMatchObject({ ok: true, different: 0 });
    expect(replay.code).toBe(0);
    expect((await door.mailsTo(REPORTER)).length).toBe(mailsBefore);
  });
});

describe('What operators do beside a running product', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;
  let door: Door;
  let code: string;
  const run = (...args: readonly string[]): Promise<Said> => sportello(data.path, ...args);

  beforeAll(async () => {
    data = await temporaryDataDir();
    product = await Product.start({ dataDir: data.path });
    door = new Door(product.url);
    ({ code } = await aToldReport(door));
  });
  afterAll(async () => {
    await product.dispose();
    await data.remove();
  });

  it('ends without a word when its reader has seen enough', async () => {
    const tail = launch({ DATA_DIR: data.path }, ['events', 'tail', '--from', 'start']);
    await eventually(
      async () => tail.saidSoFar,
      (out) => out !== '',
      20_000,
    );
    tail.child.stdout?.destroy();
    await door.post('/api/v1/reports', aReport({ reporter: undefined }));
    await door.post('/api/v1/reports', aReport({ reporter: undefined }));
    expect(await tail.end()).toMatchObject({ code: 0, err: '' });
  });

  it('shows a report’s stream sealed, and opened for who must read it', async () => {
    const sealed = await run('stream', 'show', code);
    expect(sealed.out.split('\n')).toHaveLength(5);
    expect(sealed.out).not.toMatch(/Buca|una\.buca/);
    const opened = await run('stream', 'show', code.toLowerCase(), '--personal');
    expect(opened.out).toMatch(/Buca in via Roma.*una\.buca@example\.org/);
  });

  it('tells when the record has lost a message that the log asks for', async () => {
    await tamper(data.path, `delete from notifications.deliveries where recipient = $1 and template = 'assigned'`, [
      code,
    ]);
    const replay = await run('notifications', 'replay', ...ALWAYS);
    expect(replay.code).toBe(1);
    expect(replay.out).toMatch(new RegExp(`^${code} +assigned +due +none`, 'm'));
  });

  it('gives dead letters another try, or gives them up when that is wanted', async () => {
    const unsent = `delete from notifications.dev_mailbox where message_id in
      (select message_id from notifications.deliveries where recipient = $1 and template = 'resolved')`;
    const die = `update notifications.deliveries set state = 'dead', last_error = 'smtp-550', attempts = 8, sent_at = null,
      sealed_reporter = (select sealed_reporter from notifications.report_recipients where code = $1)
                  where recipient = $1 and template = 'resolved'`;
    await tamper(data.path, unsent, [code]);
    await tamper(data.path, die, [code]);
    const listed = await run('dead-letters', 'list', '--json');
    expect(listed).toMatchObject({ code: 1 });
    const letters = listed.json()[0]?.['deadLetters'] as readonly { readonly eventId: string }[];
    expect(await run('dead-letters', 'retry', letters[0]?.eventId ?? '')).toMatchObject({ code: 0 });
    await eventually(
      () => door.mailsTo(REPORTER),
      (mails) => mails.length === 4,
      20_000,
    );
    expect(await run('dead-letters', 'list')).toMatchObject({ code: 0 });
    await tamper(data.path, die, [code]);
    expect((await run('dead-letters', 'discard', '--all')).out).toContain('Nothing was changed');
    expect(await run('dead-letters', 'list')).toMatchObject({ code: 1 });
    expect(await run('dead-letters', 'discard', '--all', '--yes')).toMatchObject({ code: 0 });
    expect(await run('dead-letters', 'list')).toMatchObject({ code: 0 });
  });

  it('forgets everything about a person by an address alone, once it is told to', async () => {
    const email = 'Dimentica.Mi@example.org';
    const reporter = { name: 'Da Dimenticare', email };
    const codes: string[] = [];
    for (let report = 0; report < 2; report += 1)
      codes.push(String((await door.post('/api/v1/reports', aReport({ reporter }))).body['code']));
    const dry = await run('erase', email.toLowerCase());
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was changed') });
    const [done] = (
      await launch({ DATA_DIR: data.path }, ['erase', '-', '--yes', '--json'], `${email}\n`).end()
    ).json();
    expect(done).toMatchObject({ ok: true, erased: 2 });
    const shown = await eventually(
      () => run('stream', 'show', codes[0] ?? '', '--personal'),
      ({ out }) => out.includes('(erased)'),
      20_000,
    );
    expect(shown.code).toBe(0);
    expect(shown.out).not.toMatch(/Dimenticare|imentica\.mi/i);
    expect((await run('erase', codes[1] ?? '')).out).toContain('Nothing is left to erase');
  });

  it('makes an account that can sign in, until it is closed', async () => {
    const [made] = (
      await run('users', 'add', 'nuova@comune.example', '--name', 'Nuova', '--role', 'operator', '--json')
    ).json();
    const credentials = { email: 'nuova@comune.example', password: made?.['password'] };
    expect((await door.post('/api/v1/sessions', credentials)).status).toBe(201);
    expect((await run('users', 'disable', 'nuova@comune.example', '--yes')).code).toBe(0);
    expect((await door.post('/api/v1/sessions', credentials)).status).toBe(401);
    expect((await run('users', 'list')).out).toMatch(/^nuova@comune\.example .* closed/m);
  });

  it.each<[string, readonly string[], number, string]>([
    ['an unknown command', ['nonsense'], 2, "unknown command 'nonsense'"],
    ['a projection that is not there', ['projection', 'rebuild', 'nothing'], 1, 'there are: status_page, work_queue'],
    ['a code with a wrong character', ['stream', 'show', '00000000001'], 2, 'is not the code of a report'],
    ['a position of another kind of store', ['events', 'tail', '--from', '12/34'], 1, 'another kind of store'],
    [
      'a position after the end of the log',
      ['events', 'tail', '--from', '0000000009999999999'],
      1,
      'restored from an older copy',
    ],
    ['a time without its offset', ['report', 'as-of', '00000000000', '2026-01-01'], 2, 'with its offset'],
  ])('says what is wrong with %s', async (_what, args, verdict, message) => {
    const said = await run(...args);
    expect({ code: said.code, out: said.out }).toEqual({ code: verdict, out: '' });
    expect(said.err).toContain(message);
  });
});

describe('The operators’ command line with nothing running', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let code: string;

  beforeAll(async () => {
    data = await temporaryDataDir();
    const product = await Product.start({ dataDir: data.path });
    ({ code } = await aResolvedReport(new Door(product.url)));
    await product.end();
  });
  afterAll(() => data.remove());

  it('starts the product in maintenance, asks it, and leaves nothing running', async () => {
    const said = await sportello(data.path, 'stream', 'show', code);
    expect({ code: said.code, err: said.err }).toEqual({ code: 0, err: '' });
    expect(said.out.split('\n')).toHaveLength(5);
    await expect(access(join(data.path, 'lock'))).rejects.toThrow('ENOENT');
    await expect(access(join(data.path, 'ops.sock'))).rejects.toThrow('ENOENT');
  });

  it('serves several command lines with the one that the first has started', async () => {
    const tail = launch({ DATA_DIR: data.path }, ['events', 'tail', '--from', 'start', '--json']);
    await eventually(
      async () => tail.saidSoFar,
      (out) => out.includes(code),
      60_000,
    );
    expect(await sportello(data.path, 'projection', 'verify', 'work_queue')).toMatchObject({ code: 0 });
    tail.child.kill('SIGINT');
    expect(await tail.end()).toMatchObject({ code: 130 });
  });

  it('ends what it started when it is killed, so that the product starts', async () => {
    const tail = launch({ DATA_DIR: data.path }, ['events', 'tail', '--from', 'start', '--json']);
    await eventually(
      async () => tail.saidSoFar,
      (out) => out !== '',
      60_000,
    );
    tail.child.kill('SIGKILL');
    await tail.end();
    await eventually(
      () =>
        access(join(data.path, 'lock')).then(
          () => true,
          () => false,
        ),
      (locked) => !locked,
      30_000,
    );
    const product = await Product.start({ dataDir: data.path });
    expect(await product.end()).toMatchObject({ code: 0 });
  });

  it('makes nothing where there is no installation', async () => {
    const elsewhere = await temporaryDataDir();
    const said = await sportello(join(elsewhere.path, 'nothing'), 'projection', 'list', '--json');
    expect({ code: said.code, said: said.json() }).toEqual({
      code: 1,
      said: [{ error: { code: 'CANNOT_REACH', message: expect.stringContaining('There is no installation') } }],
    });
    await expect(access(join(elsewhere.path, 'nothing'))).rejects.toThrow('ENOENT');
    await elsewhere.remove();
  });
});

describe('With a NATS server of one’s own', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let elsewhere: Awaited<ReturnType<typeof temporaryDataDir>>;
  let nats: Awaited<ReturnType<typeof plainNats>>;
  let product: Product;

  beforeAll(async () => {
    [data, elsewhere, nats] = await Promise.all([temporaryDataDir(), temporaryDataDir(), plainNats()]);
    product = await Product.start({ topology: 'services', dataDir: data.path, environment: { NATS_URL: nats.url } });
  });
  afterAll(async () => {
    await product.dispose();
    await nats.stop();
    await Promise.all([data.remove(), elsewhere.remove()]);
  });

  it('the command line asks from another machine, with its key', async () => {
    const environment = { DATA_DIR: elsewhere.path, NATS_URL: nats.url };
    const keys = { KEYS_DIR: join(data.path, 'keys') };
    const said = await launch({ ...environment, ...keys }, ['projection', 'verify', 'work_queue', '--json']).end();
    expect({ code: said.code, said: said.json() }).toMatchObject({ code: 0, said: [{ equal: true }] });
    const keyless = await launch(environment, ['projection', 'list']).end();
    expect(keyless).toMatchObject({ code: 1, err: expect.stringContaining('KEYS_DIR') });
  });

  it('a rebuild that is killed half way leaves what was in use, and a second one comes to its end', async () => {
    const before = await generationOf(data.path);
    const held = await holdProjection(data.path);
    const rebuild = launch({ DATA_DIR: data.path }, ['projection', 'rebuild', 'status_page']);
    await held.waited;
    process.kill((await processOf(product.pid, 'reports')) as number, 'SIGKILL');
    await held.release();
    expect(await rebuild.end()).toMatchObject({ code: 1 });
    await eventually(
      () => sportello(data.path, 'projection', 'list'),
      ({ code }) => code === 0,
      60_000,
    );
    expect(await generationOf(data.path)).toBe(before);
    expect(await sportello(data.path, 'projection', 'rebuild', 'status_page')).toMatchObject({ code: 0 });
    expect(await sportello(data.path, 'projection', 'verify', 'status_page')).toMatchObject({ code: 0 });
  });
});

/** Keeps the row of the projection, for which a rebuild must wait before it takes over. */
async function holdProjection(dataDir: string): Promise<{ readonly waited: Promise<void>; release(): Promise<void> }> {
  const client = new Client({ connectionString: await databaseOf(dataDir) });
  await client.connect();
  await client.query('begin');
  await client.query(`select from reports.projections where name = 'status_page' for update`);
  const waited = eventually(
    async () => {
      const { rows } = await client.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_locks where not granted`,
      );
      return rows[0]?.waiting ?? 0;
    },
    (waiting) => waiting > 0,
    30_000,
  );
  return {
    waited: waited.then(() => undefined),
    async release() {
      await client.query('rollback');
      await client.end();
    },
  };
}
