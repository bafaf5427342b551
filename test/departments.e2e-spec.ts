import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { ByteSearch, storeUncompressed } from './support/byte-search';
import { launch, type Said } from './support/command-line';
import { asSuperuser, databaseOf } from './support/database';
import { aReport, Door, type Answer, type Ask } from './support/door';
import { keysThatOpen } from './support/key-trial';
import { MailServer } from './support/mail-server';
import { ALWAYS } from './support/operated-product';
import { Product, temporaryDataDir, TOPOLOGIES } from './support/product';
import { LOG_IN, logOf } from './support/product-log';

const FILES = join(__dirname, '..', 'deploy', 'municipalities');
const ADMINISTRATOR = { email: 'amministrazione@example.org', password: 'only-for-this-test' };

/** People whose name, e-mail and telephone may stand in no file: one reports in Cassino, one in Borgo Esempio, who also follows what the other reported. */
const REPORTER = {
  name: 'Gelsomina Quagliarulò',
  email: 'Gelsomina.Q@posta-privata.example',
  phone: '+39 333 7654321',
};
const NEIGHBOUR = { name: 'Filiberto Zampironi', email: 'zampironi.f@vicini.example', phone: '+39 0776 8642097' };
const UNSPEAKABLE = [
  ...['Gelsomina', 'Quagliarulò', 'posta-privata', '333 7654321', '3337654321'],
  ...['Filiberto', 'Zampironi', 'vicini.example', '0776 8642097', '07768642097'],
];
/** Of the staff, who work here and whose names lie in plain text; and what somebody plants. */
const TO_BE_FOUND = ['Trovabile', 'PiantatoNelMezzo'];

/** What each Comune has of accounts: its front office and a worker of each of two departments. */
const STAFF = {
  cassino: ['urp', 'green', 'environment'],
  'borgo-esempio': ['urp', 'roads', 'green'],
} as const;
type Comune = keyof typeof STAFF;

interface Reported {
  readonly comune: Comune;
  readonly code: string;
  readonly path: string;
  readonly reportToken: string;
}

/** A restore, a start and all read models built anew, on a machine that has other work. */
const RESTORE_MS = 900_000;

describe.each(TOPOLOGIES)('Departments of two Comuni, by HTTP alone, topology %s', (topology) => {
  const tokens = new Map<string, string>();
  const enough = new AbortController();
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let mails: MailServer;
  let environment: Record<string, string>;
  let product: Product;
  let door: Door;
  let search: ByteSearch;
  let following: Promise<void>;
  let ours: Reported;
  let theirs: Reported;
  /** What the log holds of who reported in Cassino. */
  let sealed: string;
  let beforeErasure: string;

  const at = (name: string): string => join(data.path, name);
  const run = (...args: readonly string[]): Promise<Said> =>
    launch({ DATA_DIR: data.path, ...environment }, args).end();
  const start = async (dataDir = data.path): Promise<void> => {
    product = await Product.start({ topology, dataDir, environment });
    door = new Door(product.url);
  };
  const of = (comune: Comune, more: Ask = {}): Ask => ({ ...more, headers: { 'x-municipality': comune } });
  const as = (comune: Comune, account: string): Ask => {
    const token = tokens.get(`${comune} ${account}`);
    if (token === undefined) throw new Error(`${account} of ${comune} has not signed in`);
    return of(comune, { token });
  };
  const asReporter = ({ comune, reportToken }: Reported): Ask => of(comune, { reportToken });
  const signIn = async (comune: Comune, account: string, credentials: object): Promise<void> => {
    const { status, body } = await door.post('/api/v1/sessions', credentials, of(comune));
    expect(status).toBe(201);
    tokens.set(`${comune} ${account}`, String(body['accessToken']));
  };
  const credentialsOf = (comune: Comune, account: string): { readonly email: string; readonly password: string } => ({
    email: `${account}@${comune}.example`,
    password: `${account}-di-${comune}`,
  });
  const change = async (what: Promise<Answer>, status: string): Promise<void> => {
    const answer = await what;
    expect({ status: answer.status, now: answer.body['status'] }).toEqual({ status: 200, now: status });
  };
  const history = async ({ comune, path }: Reported): Promise<readonly string[]> => {
    const { body } = await door.get(`${path}/history`, as(comune, 'urp'));
    return ((body['items'] ?? []) as readonly { readonly type: string }[]).map(({ type }) => type);
  };

  /** Where a file, a table or what the product said holds a word that it must not, now or at any moment before. */
  const whereNamed = async (where = data.path): Promise<readonly string[]> => {
    const database = await databaseOf(where);
    // So that what was changed in memory lies on the disk, and the planner's samples of it too.
    await asSuperuser(database, (client) => client.query('analyze').then(() => client.query('checkpoint')));
    return [...(await search.look()), ...(await search.tables(database)), ...search.wordsIn(product.said)];
  };
  /** What of its reporter the API still shows of the report of Cassino. */
  const shown = async (): Promise<readonly string[]> => {
    const { path } = ours;
    const office = as('cassino', 'urp');
    const asked = ['', `?asOf=${beforeErasure}`, '/history', '/personal-data'].map((what) => `${path}${what}`);
    const answers = [
      ...[path, `${path}/personal-data`].map((one) => door.get(one, asReporter(ours))),
      ...[...asked, '/api/v1/work-queue?status=resolved'].map((one) => door.get(one, office)),
      door.post('/api/v1/personal-data-exports', { email: REPORTER.email }, office),
    ];
    return (await Promise.all(answers)).flatMap(({ text }) => search.wordsIn(text));
  };
  /** What of its reporter operators can still open. */
  const opened = async (dataDir = data.path): Promise<readonly string[]> => {
    const words: string[] = [];
    for (const args of [
      ['stream', 'show', ours.code],
      ['report', 'as-of', ours.code, beforeErasure],
    ]) {
      const { out, err } = await launch({ DATA_DIR: dataDir, ...environment }, [...args, '--personal']).end();
      expect(out).toContain('cassino');
      words.push(...search.wordsIn(out + err));
    }
    return words;
  };
  /** No key opens who reported, nobody is shown what they wrote, and nothing of it lies anywhere. */
  const expectForgotten = async (dataDir = data.path): Promise<void> => {
    await eventually(shown, (words) => words.length === 0);
    expect(await keys(dataDir)).toBe(0);
    expect(await opened(dataDir)).toEqual([]);
    expect(await whereNamed(dataDir)).toEqual([]);
  };
  const keys = (dataDir = data.path): Promise<number> => keysThatOpen(dataDir, sealed, `cassino/${ours.code}`);

  beforeAll(async () => {
    data = await temporaryDataDir();
    mails = await MailServer.open();
    for (const folder of ['comuni', 'temporary']) await mkdir(at(folder));
    const files = ['borgo-esempio.yaml', 'examples/cassino.yaml', 'examples/cassino.geojson'];
    for (const file of files) await copyFile(join(FILES, file), join(at('comuni'), file.replace('examples/', '')));
    environment = {
      MUNICIPALITIES_DIR: at('comuni'),
      TMPDIR: at('temporary'),
      SMTP_URL: mails.url,
      ADMIN_EMAIL: ADMINISTRATOR.email,
      ADMIN_PASSWORD: ADMINISTRATOR.password,
      LOG_LEVEL: 'trace',
    };
    search = new ByteSearch(UNSPEAKABLE, [data.path]);
    await start();
    following = search.follow(enough.signal);
  });
  afterAll(async () => {
    enough.abort();
    await following;
    await product.dispose();
    await mails.close();
    await data.remove();
  });

  it('its administrator makes the accounts of each Comune', async () => {
    for (const [comune, accounts] of Object.entries(STAFF) as [Comune, readonly string[]][]) {
      await signIn(comune, 'administrator', ADMINISTRATOR);
      for (const account of accounts) {
        const rights =
          account === 'urp'
            ? { roles: ['operator'], departments: [] }
            : { roles: ['department'], departments: [account] };
        const body = { ...credentialsOf(comune, account), name: 'Serafina Trovabile', ...rights };
        const made = await door.post('/api/v1/accounts', body, as(comune, 'administrator'));
        expect([made.status, made.body['email']]).toEqual([201, body.email]);
        await signIn(comune, account, credentialsOf(comune, account));
      }
    }
  });

  it('what lies in plain text is found, in rows and in files, also in the middle of what PostgreSQL would compress', async () => {
    const database = await databaseOf(data.path);
    await asSuperuser(database, async (client) => {
      await client.query('create table planted (word text)');
      await storeUncompressed(database);
      await client.query(`insert into planted values (repeat('x', 3000) || 'PiantatoNelMezzo' || repeat('x', 3000))`);
      await client.query('checkpoint');
    });
    const trial = new ByteSearch(TO_BE_FOUND, [data.path]);
    const [files, tables] = [await trial.look(), await trial.tables(database)];
    for (const [word, table] of [
      ['Trovabile', 'gateway.accounts'],
      ['PiantatoNelMezzo', 'public.planted'],
    ]) {
      for (const folder of ['base', 'pg_wal'])
        expect(files).toContainEqual(expect.stringMatching(new RegExp(`/postgres/${folder}/.*: ${word}$`)));
      expect(tables).toContain(`${table}: ${word}`);
    }
    expect(await whereNamed()).toEqual([]);
  });

  it('a report goes to the Comune in which it lies and to the department that its rules name, and nobody else has it', async () => {
    const form = new FormData();
    form.append('file', new Blob([`Firmato ${REPORTER.name}`]), `lettera di ${REPORTER.name}.txt`);
    const sent = await fetch(`${door.url}/api/v1/attachments`, {
      method: 'POST',
      body: form,
      headers: { 'x-municipality': 'cassino' },
    });
    expect(sent.status).toBe(201);
    const { id } = (await sent.json()) as { readonly id: string };
    const submit = async (comune: Comune, body: object, more?: Ask): Promise<Reported> => {
      const { status, body: made } = await door.post('/api/v1/reports', aReport({ ...body }), more);
      expect([status, made['municipality']]).toEqual([201, comune]);
      const code = String(made['code']);
      return { comune, code, path: `/api/v1/reports/${code}`, reportToken: String(made['trackingToken']) };
    };
    // The hill of the abbey: a routing rule sends its waste to the gardeners.
    const written = {
      subject: `Rifiuti, lo dice ${REPORTER.name}`,
      description: `Chiamatemi: ${REPORTER.phone}, ${REPORTER.email}. `.repeat(60),
      location: { lat: 41.49, lon: 13.8139, address: `Davanti a casa di ${REPORTER.name}` },
    };
    ours = await submit(
      'cassino',
      {
        category: 'waste-collection',
        answers: {},
        ...written,
        reporter: { ...REPORTER, language: 'it' },
        attachments: [id],
      },
      of('cassino'),
    );
    theirs = await submit('borgo-esempio', {
      description: `Firmato ${NEIGHBOUR.name}`,
      location: { lat: 41.4607, lon: 13.8557 },
      reporter: NEIGHBOUR,
    });
    for (const { reported, department, other } of [
      { reported: ours, department: 'green', other: 'environment' },
      { reported: theirs, department: 'roads', other: 'green' },
    ]) {
      const { comune, code, path } = reported;
      const queue = await eventually(
        () => door.get('/api/v1/work-queue', as(comune, department)),
        ({ body }) => body['total'] === 1,
      );
      expect(queue.body['items']).toMatchObject([{ code, department, status: 'submitted' }]);
      expect((await door.get('/api/v1/work-queue', as(comune, other))).body['total']).toBe(0);
      expect((await door.get(path, as(comune, other))).body['subject']).toBeUndefined();
      const elsewhere = comune === 'cassino' ? 'borgo-esempio' : 'cassino';
      expect((await door.get(`${path}/history`, as(elsewhere, 'urp'))).status).toBe(404);
    }
    expect((await door.get(`${ours.path}/history`, as('cassino', 'urp'))).text).toContain(
      '"routingRule":"abbey-green"',
    );
    const receipt = await door.get(`${ours.path}/receipt`, asReporter(ours));
    const { data: event } = receipt.body['event'] as { readonly data: string };
    sealed = (JSON.parse(event) as { readonly sealedReporter: string }).sealedReporter;
    expect(await keys()).toBe(1);
    expect(await whereNamed()).toEqual([]);
  });

  it('what is refused, looked for or asked to be followed leaves no name either', async () => {
    const wrong = aReport({ category: 'potholes', type: 'nonsense', reporter: REPORTER, subject: REPORTER.name });
    expect((await door.post('/api/v1/reports', wrong, of('cassino'))).status).toBe(400);
    expect((await door.post('/api/v1/reports', `{ "name": "${REPORTER.name}`, of('cassino'))).status).toBe(400);
    for (const q of ['Quagliarulò', REPORTER.email])
      expect((await door.get(`/api/v1/work-queue?q=${encodeURIComponent(q)}`, as('cassino', 'urp'))).status).toBe(200);
    expect(
      (await door.post('/api/v1/sessions', { email: REPORTER.email, password: REPORTER.phone }, of('cassino'))).status,
    ).toBe(401);
    const lost = { email: NEIGHBOUR.email };
    expect((await door.post('/api/v1/my-reports', lost, of('borgo-esempio'))).status).toBe(202);
    await eventually(() => mails.to(NEIGHBOUR.email).some(({ text }) => text?.includes('/my-reports')));
    expect(await whereNamed()).toEqual([]);
  });

  it('is assigned; its clock stands still while its reporter is asked, past a deadline that others are escalated at, and runs again with the answer', async () => {
    const { path } = ours;
    await change(
      door.ask('PUT', `${path}/assignment`, { ...as('cassino', 'urp'), body: { departmentId: 'green' } }),
      'assigned',
    );
    await change(door.post(`${path}/start`, {}, as('cassino', 'green')), 'in_progress');
    const question = { question: `Signora ${REPORTER.name}, da che parte?` };
    await change(door.post(`${path}/information-request`, question, as('cassino', 'green')), 'waiting_for_reporter');
    const followed = { channel: 'email', address: NEIGHBOUR.email, reports: [ours.code] };
    expect((await door.post('/api/v1/follows', followed, of('cassino'))).status).toBe(202);

    // A deadline cannot be set into the past; one that is nearly there is as good.
    const makeDue = async (reported: Reported): Promise<void> => {
      await eventually(
        () => {
          const dueBy = new Date(Date.now() + 1_000).toISOString();
          return door.post(`${reported.path}/deadline`, { dueBy }, as(reported.comune, 'urp'));
        },
        ({ status }) => status === 200,
      );
    };
    for (const reported of [ours, theirs]) await makeDue(reported);
    const escalated = (reported: Reported): Promise<readonly string[]> =>
      eventually(
        () => history(reported),
        (types) => types.includes('report.escalated'),
      );
    await escalated(theirs);
    expect(await history(ours)).not.toContain('report.escalated');
    expect(await whereNamed()).toEqual([]);

    const answer = { answer: `A destra, firmato ${REPORTER.name}` };
    await change(door.post(`${path}/information`, answer, asReporter(ours)), 'in_progress');
    const { body: page } = await eventually(
      () => door.get(path, as('cassino', 'urp')),
      ({ body }) => body['status'] === 'in_progress',
    );
    // A wait over midnight has moved it by a day.
    if (Date.parse(String(page['dueBy'])) > Date.now()) await makeDue(ours);
    await escalated(ours);
    for (const [{ comune, code }, department] of [[ours, 'green'] as const, [theirs, 'roads'] as const]) {
      const overdue = await eventually(
        () => door.get('/api/v1/work-queue?overdue=true', as(comune, department)),
        ({ body }) => body['total'] === 1,
      );
      expect(overdue.body['items']).toMatchObject([{ code, overdue: true }]);
    }
    expect((await history(ours)).filter((type) => type === 'report.escalated')).toHaveLength(1);
  });

  it('is resolved, rated, reopened and resolved again, and its reporter has a mail of every step', async () => {
    const { path } = ours;
    const outcome = { outcome: 'fixed', note: `Fatto, signora ${REPORTER.name}` };
    const resolve = (): Promise<void> =>
      change(door.post(`${path}/resolve`, outcome, as('cassino', 'green')), 'resolved');
    await resolve();
    const rating = { rating: 2, comment: `Non del tutto. ${REPORTER.name}` };
    await change(door.post(`${path}/rating`, rating, asReporter(ours)), 'resolved');
    const reason = { reason: `È di nuovo così: ${REPORTER.name}` };
    await change(door.post(`${path}/reopening`, reason, asReporter(ours)), 'assigned');
    await resolve();
    // Submitted, assigned, started, asked, resolved, reopened, resolved again.
    await eventually(() => mails.to(REPORTER.email).length === 7);
    await eventually(() => mails.to(NEIGHBOUR.email).length >= 2);
    expect(await whereNamed()).toEqual([]);
  });

  it('is backed up without a name in it', async () => {
    beforeErasure = new Date().toISOString();
    expect(await shown()).toContain('Quagliarulò');
    expect(await opened()).toEqual(expect.arrayContaining(['Quagliarulò', 'posta-privata', '333 7654321']));
    expect(await run('backup', '--to', at('backup'), '--keys-to', at('backup-keys'))).toMatchObject({ code: 0 });
    expect(await whereNamed()).toEqual([]);
  });

  it('forgets who reported: no key is left that opens it, the token is dead, the texts go with the redaction; the other Comune keeps its own', async () => {
    const { path } = ours;
    await change(door.post(`${path}/erasure`, {}, asReporter(ours)), 'resolved');
    await eventually(async () => (await keys()) === 0);
    expect((await door.post(`${path}/rating`, { rating: 5 }, asReporter(ours))).status).toBe(403);
    await change(door.post(`${path}/redaction`, {}, as('cassino', 'urp')), 'resolved');
    await expectForgotten();
    expect((await door.get(theirs.path, asReporter(theirs))).body['description']).toContain(NEIGHBOUR.name);
  });

  it('does not come back with read models that are built again, nor with what a replay would send', async () => {
    const [list] = (await run('projection', 'list', '--json')).json();
    const readers = list?.['readers'] as readonly { readonly name: string; readonly kind: string }[];
    const projections = readers.filter(({ kind }) => kind === 'projection');
    expect(projections.length).toBeGreaterThan(3);
    for (const { name } of projections) expect(await run('projection', 'rebuild', name)).toMatchObject({ code: 0 });
    const replay = await run('notifications', 'replay', ...ALWAYS, '--json');
    const planned = replay.json().filter(({ recipient }) => recipient === ours.code);
    expect(planned.map(({ recorded }) => recorded)).toEqual(Array(7).fill('blanked'));
    expect(search.wordsIn(replay.out + replay.err)).toEqual([]);
    await expectForgotten();
  });

  it('lies in no file either when all has ended', async () => {
    expect(await product.end()).toMatchObject({ code: 0 });
    expect(await search.look()).toEqual([]);
  });

  // An EventStoreDB cannot be emptied from here.
  if (LOG_IN === 'postgresql')
    it(
      'does not come back with a backup from before, restored where the keys are of today',
      async () => {
        expect(await run('restore', '--from', at('backup'), '--yes')).toMatchObject({ code: 0 });
        await start();
        await signIn('cassino', 'urp', credentialsOf('cassino', 'urp'));
        // The log of that day is told of it again.
        await eventually(
          () => history(ours),
          (types) => types.includes('report.reporter-erased') && types.includes('report.text-redacted'),
        );
        await expectForgotten();
      },
      RESTORE_MS,
    );

  it(
    'nor elsewhere with the keys of that day, where the list of erasures came along',
    async () => {
      expect(await product.end()).toMatchObject({ code: 0 });
      const elsewhere = at('elsewhere');
      await mkdir(elsewhere, { mode: 0o711 });
      await logOf(elsewhere);
      for (const list of ['erasures.log', 'newsletter-erasures.log']) await copyFile(at(list), join(elsewhere, list));
      const restore = ['restore', '--from', at('backup'), '--keys-from', at('backup-keys')];
      expect(await launch({ DATA_DIR: elsewhere, ...environment }, restore).end()).toMatchObject({ code: 0 });
      await start(elsewhere);
      await signIn('cassino', 'urp', credentialsOf('cassino', 'urp'));
      await expectForgotten(elsewhere);
      expect((await door.get(theirs.path, asReporter(theirs))).body['description']).toContain(NEIGHBOUR.name);
      // Of all of it, nothing was sent again.
      expect(mails.to(REPORTER.email)).toHaveLength(7);
    },
    RESTORE_MS,
  );
});
