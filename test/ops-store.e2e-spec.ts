import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { freshDatabaseUrl, type FreshDatabase } from '@sportello/postgres/testing';
import { Client } from 'pg';
import { launch, type Said } from './support/command-line';
import { databaseOf } from './support/database';
import { aReport, Door } from './support/door';
import { Product, temporaryDataDir } from './support/product';
import { eventStoreDb, LOG_IN, logOf, type EventStoreDb } from './support/product-log';

const TOLD = 'una.buca@example.org';
const FORGOTTEN = 'dimentica.mi@example.org';
const STAFF = 'nuova@comune.example';

interface Report {
  readonly code: string;
  readonly reportToken: string;
}

async function submit(door: Door, email: string): Promise<Report> {
  const { body } = await door.post('/api/v1/reports', aReport({ reporter: { name: 'Chi Segnala', email } }));
  await eventually(
    () => door.mailsTo(email),
    (mails) => mails.length > 0,
  );
  return { code: String(body['code']), reportToken: String(body['trackingToken']) };
}

async function tamper(dataDir: string, text: string, ...values: readonly unknown[]): Promise<void> {
  const client = new Client({ connectionString: await databaseOf(dataDir) });
  await client.connect();
  try {
    expect((await client.query(text, [...values])).rowCount).toBe(1);
  } finally {
    await client.end();
  }
}

describe('What operators do with the store of an installation', () => {
  let folder: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;
  let door: Door;
  let told: Report;
  let forgotten: Report;
  let password: unknown;
  let esdb: EventStoreDb;
  let database: FreshDatabase;
  const at = (name: string): string => join(folder.path, name);
  const run = (...args: readonly string[]): Promise<Said> => launch({ DATA_DIR: at('old') }, args).end();
  const elsewhere = (...args: readonly string[]): Promise<Said> =>
    launch({ DATA_DIR: at('new'), HOME: at('home') }, args).end();

  beforeAll(async () => {
    folder = await temporaryDataDir();
    [esdb, database] = await Promise.all([eventStoreDb(), freshDatabaseUrl(), logOf(at('new'))]);
    product = await Product.start({ dataDir: at('old') });
    door = new Door(product.url);
    [told, forgotten] = await Promise.all([submit(door, TOLD), submit(door, FORGOTTEN)]);
    const token = await door.signIn('urp@demo.it');
    await door.ask('PUT', `/api/v1/reports/${told.code}/assignment`, { body: { departmentId: 'roads' }, token });
    const [made] = (await run('users', 'add', STAFF, '--name', 'Nuova', '--role', 'operator', '--json')).json();
    password = made?.['password'];
    const readers = [TOLD, FORGOTTEN].map((email) => ({
      email,
      consentedAt: '2024-05-10T09:30:00Z',
      source: 'modulo',
    }));
    await writeFile(at('readers.jsonl'), readers.map((reader) => JSON.stringify(reader)).join('\n'));
    expect(await run('import', 'subscribers', at('readers.jsonl'), '--yes')).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await product.dispose();
    await database.drop();
    await folder.remove();
  });

  /** How the log is copied into a store of the other kind, and where the copy then is. */
  async function beside(): Promise<{ readonly copying: readonly string[]; readonly copy: string }> {
    if (LOG_IN === 'postgresql') return { copying: ['--to', esdb.url], copy: esdb.url };
    return { copying: ['--from', await homeUrl()], copy: await databaseOf(at('old')) };
  }

  /** The store of the log’s own kind that it is moved into on its way. */
  const newStore = (): string => (LOG_IN === 'postgresql' ? database.adminUrl : esdb.url);

  /** There, on into a new store of the first kind, and home again; an end that is not named is the installation’s PostgreSQL. */
  async function journey(): Promise<readonly { readonly ends: readonly string[]; readonly said: object }[]> {
    if (LOG_IN === 'postgresql')
      return [
        { ends: ['--to', esdb.url], said: { readers: 'moved' } },
        { ends: ['--from', esdb.url, '--to', database.adminUrl], said: { alreadyThere: 0, readers: 'elsewhere' } },
        // Its readers stand on EventStoreDB now, and come home with the log.
        { ends: ['--from', esdb.url], said: { copied: 0, readers: 'moved' } },
      ];
    const home = await homeUrl();
    return [
      { ends: ['--from', home], said: { readers: 'moved' } },
      { ends: ['--to', esdb.url], said: { alreadyThere: 0, readers: 'moved' } },
      { ends: ['--from', esdb.url], said: { copied: 0, readers: 'moved' } },
      { ends: ['--to', home], said: { copied: 0, readers: 'moved' } },
    ];
  }

  async function homeUrl(): Promise<string> {
    return String((await logOf(at('old')))['EVENTSTOREDB_URL']);
  }

  it('backs up beside the running product, and restores nothing beside it', async () => {
    const [said] = (await run('backup', '--to', at('backup'), '--keys-to', at('keys'), '--json')).json();
    expect(said).toMatchObject({ ok: true, notCovered: [] });
    expect(said?.['events']).toBeGreaterThan(2);
    expect(await run('backup', '--to', at('backup'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('new one'),
    });
    const refused = await run('restore', '--from', at('backup'), '--yes');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Stop it first') });
  });

  it('checks a receipt with nothing but files, good and altered, and tells of a store out of reach without its password', async () => {
    const receipt = await eventually(
      () => door.get(`/api/v1/reports/${told.code}/receipt`, { reportToken: told.reportToken }),
      ({ body }) => body['sealed'] !== undefined,
    );
    await writeFile(at('receipt.json'), receipt.text);
    await writeFile(at('altered.json'), receipt.text.replace('report.submitted', 'report.submittee'));
    expect(await run('store', 'anchor', '--out', at('first-anchor.json'))).toMatchObject({ code: 0 });
    expect(await run('store', 'anchor', '--out', at('first-anchor.json'))).toMatchObject({ code: 2 });
    const nowhere = { DATA_DIR: at('nowhere') };
    const good = await launch(nowhere, ['receipt', 'check', at('receipt.json')]).end();
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining('is genuine'), err: '' });
    const altered = await launch(nowhere, ['receipt', 'check', at('altered.json'), '--json']).end();
    expect({ code: altered.code, said: altered.json() }).toMatchObject({ code: 1, said: [{ ok: false }] });
    expect(await launch(nowhere, ['receipt', 'check', at('none.json')]).end()).toMatchObject({ code: 2 });
    const [from, to] = ['postgres://one:geheim@127.0.0.1:1/x', 'esdb://one:geheim@127.0.0.1:1?tls=false'];
    const unreachable = await launch(nowhere, ['store', 'copy', '--from', from, '--to', to]).end();
    expect(unreachable).toMatchObject({ code: 1, err: expect.stringContaining('postgres://127.0.0.1:1/x cannot be') });
    expect(unreachable.err).not.toContain('geheim');
  });

  it('copies to a store of the other kind beside the running product, and finds one flipped byte by name', async () => {
    expect(await run('erase', forgotten.code, '--yes')).toMatchObject({ code: 0 });
    expect((await run('erase', FORGOTTEN, '--yes', '--json')).json()).toMatchObject([{ ok: true, erased: 1 }]);
    const { copying, copy } = await beside();
    const [copied] = (await run('store', 'copy', ...copying, '--json')).json();
    expect(copied).toMatchObject({ ok: true, alreadyThere: 0, readers: 'not-moved-while-running' });
    const verify = (): Promise<Said> => run('store', 'verify', '--against', copy);
    expect(await verify()).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is wrong') });
    // Of the two it is always the one in PostgreSQL.
    const flip = `update event_store.events set data = overlay(data placing chr(ascii(substr(data, 3)) # 1) from 3 for 1)
      where stream = $1 and revision = 0`;
    const stream = `report-borgo-esempio_${told.code}`;
    await tamper(at('old'), flip, stream);
    const flipped = await verify();
    expect(flipped).toMatchObject({ code: 1, out: expect.stringContaining(`event 0 of ${stream} is not the same`) });
    await tamper(at('old'), flip, stream);
    expect(await verify()).toMatchObject({ code: 0 });
  });

  it('moves to a store of the other kind, on into a new one, and back while stopped, with nothing lost on the way', async () => {
    await product.end();
    const [first, ...others] = await journey();
    const [dry] = (await run('store', 'copy', ...(first?.ends ?? []), '--json')).json();
    expect(dry).toMatchObject({ ok: true, readers: 'would-move', checkpoints: [] });
    for (const { ends, said } of [first, ...others].filter((leg) => leg !== undefined)) {
      const [copied] = (await run('store', 'copy', ...ends, '--yes', '--json')).json();
      expect({ ends, copied }).toMatchObject({ ends, copied: { ok: true, ...said } });
    }
    expect(await run('store', 'verify', '--against', newStore())).toMatchObject({ code: 0 });
  });

  it('verifies the seals against an anchor', async () => {
    product = await Product.start({ dataDir: at('old') });
    const anchors = ['--anchor', at('first-anchor.json')];
    expect(await run('store', 'verify', '--seals', ...anchors)).toMatchObject({ code: 0 });
    expect(await run('store', 'verify', ...anchors)).toMatchObject({ code: 2 });
  });

  // Nobody can take a single event out of EventStoreDB.
  if (LOG_IN === 'postgresql') {
    it('names the event that was removed, given an anchor', async () => {
      const stream = `report-borgo-esempio_${told.code}`;
      await tamper(at('old'), 'delete from event_store.events where stream = $1 and revision = 0', stream);
      const removed = await run('store', 'verify', '--seals', '--anchor', at('first-anchor.json'));
      expect(removed).toMatchObject({ code: 1, out: expect.stringContaining(`event 0 of ${stream} was removed`) });
    });
  }

  it('restores into a new data directory, where nothing serves before all of it is there', async () => {
    await product.end();
    await mkdir(at('home'));
    await mkdir(at('new'));
    for (const list of ['erasures.log', 'newsletter-erasures.log'])
      await copyFile(join(at('old'), list), join(at('new'), list));
    const restore = ['restore', '--from', at('backup'), '--keys-from', at('keys')];
    const [restored] = (await elsewhere(...restore, '--json')).json();
    expect(restored).toMatchObject({ ok: true, explanations: [] });
    const again = await elsewhere(...restore);
    const advice = { postgresql: 'With --yes', eventstoredb: 'Give an empty one' }[LOG_IN];
    expect(again).toMatchObject({ code: 1, out: expect.stringContaining(advice) });
    const { id } = JSON.parse(await readFile(join(at('backup'), 'manifest.json'), 'utf8')) as { readonly id: string };
    await writeFile(join(at('new'), 'restoring'), id);
    const cutOff = await Product.launch({ dataDir: at('new'), environment: { HOME: at('home') } });
    expect(await cutOff.ended).toMatchObject({ code: 1 });
    expect(cutOff.said).toContain('has not come to its end. Run it again');
    expect(await elsewhere(...restore)).toMatchObject({ code: 0 });
  });

  it('starts there with reports and accounts, sends nothing again, and has forgotten whom it had forgotten', async () => {
    product = await Product.start({ dataDir: at('new'), environment: { HOME: at('home') } });
    door = new Door(product.url);
    const { status, body } = await door.post('/api/v1/sessions', { email: STAFF, password });
    expect(status).toBe(201);
    const token = String(body['accessToken']);
    const shown = await door.get(`/api/v1/reports/${told.code}`, { token });
    expect(shown.body).toMatchObject({ status: 'assigned', subject: 'Buca in via Roma' });
    const opened = await elsewhere('stream', 'show', told.code, '--personal');
    expect(opened.out).toContain(TOLD);
    const erased = await elsewhere('stream', 'show', forgotten.code, '--personal');
    expect(erased.out).toContain('(erased)');
    expect(erased.out).not.toContain(FORGOTTEN);
    const readers = (await elsewhere('import', 'subscribers', at('readers.jsonl'), '--json')).json();
    expect(readers.at(-1)).toMatchObject({ ok: true, imported: 0, unchanged: 1, unsubscribed: 1 });
    // By the time somebody new has been told, so would they.
    await submit(door, 'qualcuno@example.org');
    expect([await door.mailsTo(TOLD), await door.mailsTo(FORGOTTEN)]).toEqual([[], []]);
  });
});
