import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { Client } from 'pg';
import { sportello } from './support/command-line';
import { databaseOf } from './support/database';
import { aReport, Door, type Answer } from './support/door';
import { Product, temporaryDataDir, TOPOLOGIES } from './support/product';

const FILES = join(__dirname, '..', 'deploy', 'municipalities');
const EXAMPLES = join(FILES, 'examples');

const IN_CASSINO = { lat: 41.4917, lon: 13.8314 };
const IN_CASALE = { lat: 45.1369, lon: 8.4528 };
const IN_ROME = { lat: 41.8902, lon: 12.4922 };

describe.each(TOPOLOGIES)('Several Comuni in one installation, topology %s', (topology) => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let folder: string;
  let product: Product | undefined;
  let door: Door;
  let stream: LiveStream;
  let casale: { readonly path: string; readonly headers: Record<string, string>; readonly reportToken: string };

  const addExample = async (id: string): Promise<void> => {
    for (const name of [`${id}.geojson`, `${id}.yaml`]) await copyFile(join(EXAMPLES, name), join(folder, name));
  };
  const submitIn = (location: object, category: string, email = 'ada.prova@example.org'): Promise<Answer> =>
    door.post('/api/v1/reports', aReport({ category, location, answers: {}, reporter: { email } }));

  beforeAll(async () => {
    data = await temporaryDataDir();
    folder = join(data.path, 'comuni');
    await mkdir(folder);
    await copyFile(join(FILES, 'borgo-esempio.yaml'), join(folder, 'borgo-esempio.yaml'));
    await addExample('cassino');
    product = await Product.start({
      topology,
      dataDir: data.path,
      environment: { MUNICIPALITIES_DIR: folder, DEMO: 'true' },
    });
    door = new Door(product.url);
  });
  afterAll(async () => {
    await product?.dispose();
    await data.remove();
  });

  it('on ground that a fictitious Comune claims too it belongs to the real one, unless the caller says otherwise', async () => {
    const submitted = await submitIn(IN_CASSINO, 'potholes', 'cassino@example.org');
    expect([submitted.status, submitted.body['municipality']]).toEqual([201, 'cassino']);
    const path = `/api/v1/reports/${String(submitted.body['code'])}`;
    stream = await LiveStream.open(`${door.url}${path}/live`, { 'x-municipality': 'cassino' });
    // From here on nothing of Cassino has a reason to change: its mail is out, its event sealed.
    await eventually(
      () => door.mailsTo('cassino@example.org'),
      (mails) => mails.length === 1,
    );
    const reportToken = String(submitted.body['trackingToken']);
    await eventually(
      () => door.get(`${path}/receipt`, { reportToken, headers: { 'x-municipality': 'cassino' } }),
      ({ body }) => body['sealed'] !== undefined,
    );
    const named = await door.post('/api/v1/reports', aReport({ category: 'potholes', location: IN_CASSINO }), {
      headers: { 'x-municipality': 'borgo-esempio' },
    });
    expect([named.status, named.body['municipality']]).toEqual([201, 'borgo-esempio']);
  });

  it('it goes where the first routing rule of its Comune that fits sends it', async () => {
    const { body } = await door.post(
      '/api/v1/reports',
      aReport({ category: 'trees', location: { lat: 41.49, lon: 13.8139 }, answers: {}, type: 'suggestion' }),
    );
    const headers = { 'x-municipality': 'cassino' };
    const account = { email: 'urp@demo.it', password: 'only-for-this-test' };
    const token = String((await door.post('/api/v1/sessions', account, { headers })).body['accessToken']);
    const history = await door.get(`/api/v1/reports/${String(body['code'])}/history`, { token, headers });
    expect(history.text).toContain('"routingRule":"abbey-green"');
    // The digests that are compared below begin when this is sealed.
    await eventually(
      () =>
        door.get(`/api/v1/reports/${String(body['code'])}/receipt`, {
          reportToken: String(body['trackingToken']),
          headers,
        }),
      (receipt) => receipt.body['sealed'] !== undefined,
    );
  });

  it('other rules can be tried on what was reported', async () => {
    const draft = join(data.path, 'draft.yaml');
    const yaml = await readFile(join(EXAMPLES, 'cassino.yaml'), 'utf8');
    await writeFile(draft, yaml.replace('then: { department: green }', 'then: { department: roads }'));
    await copyFile(join(EXAMPLES, 'cassino.geojson'), join(data.path, 'cassino.geojson'));
    const tried = await sportello(data.path, 'municipality', 'try-routing', draft, '--json');
    expect([tried.code, tried.err]).toEqual([0, '']);
    expect(tried.json()).toMatchObject([
      { category: 'trees', was: { department: 'green' }, would: { department: 'roads', rule: 'abbey-green' } },
      { ok: true, municipality: 'cassino', reports: 2, changed: 1 },
    ]);
  });

  it('outside all of them it is refused, and told which are served', async () => {
    const refused = await door.post('/api/v1/reports', aReport({ location: IN_ROME }));
    expect(refused).toMatchObject({
      status: 400,
      body: {
        code: 'OUTSIDE_ALL_MUNICIPALITIES',
        detail: expect.stringContaining('(Borgo Esempio, Cassino)'),
      },
    });
  });

  it('one more is served as soon as its file is there, while whoever follows a report of another goes on', async () => {
    expect((await submitIn(IN_CASALE, 'river')).body['code']).toBe('OUTSIDE_ALL_MUNICIPALITIES');
    await addExample('casale-monferrato');
    const { body } = await eventually(
      () => submitIn(IN_CASALE, 'river'),
      ({ status }) => status === 201,
    );
    expect(body['municipality']).toBe('casale-monferrato');
    const headers = { 'x-municipality': 'casale-monferrato' };
    casale = { path: `/api/v1/reports/${String(body['code'])}`, headers, reportToken: String(body['trackingToken']) };
    expect((await door.get(casale.path, { headers })).status).toBe(200);
    expect((await door.get(casale.path, { headers: { 'x-municipality': 'cassino' } })).status).toBe(404);
    const account = { email: 'urp@demo.it', password: 'only-for-this-test' };
    await eventually(
      () => door.post('/api/v1/sessions', account, { headers }),
      ({ status }) => status === 201,
    );
    expect(stream.ended).toBe(false);
  });

  it('one whose file is wrong is served as it was', async () => {
    const yaml = await readFile(join(EXAMPLES, 'casale-monferrato.yaml'), 'utf8');
    await writeFile(join(folder, 'casale-monferrato.yaml'), yaml.replace('name: Casale Monferrato', 'name: 7'));
    const gatewayOf = async (): Promise<string> => (await door.get('/health/ready')).text;
    await eventually(gatewayOf, (text) => text.includes('"name":"municipality-files","ok":false'));
    expect((await door.get('/health/ready')).status).toBe(200);
    expect((await door.get(casale.path, casale)).status).toBe(200);
  });

  it('one whose file is taken away is served no more; the data of the others stay the same, byte for byte', async () => {
    const before = await digestsOf(data.path, 'cassino');
    expect(before.size).toBeGreaterThan(3);
    await rm(join(folder, 'casale-monferrato.yaml'));
    await eventually(
      () => door.get(casale.path, casale),
      ({ status, body }) => status === 404 && body['code'] === 'UNKNOWN_MUNICIPALITY',
    );
    expect(await digestsOf(data.path, 'cassino')).toEqual(before);
    expect(stream.ended).toBe(false);
  });

  it('one whose file comes back has its reports', async () => {
    await addExample('casale-monferrato');
    const { body } = await eventually(
      () => door.get(casale.path, casale),
      ({ status }) => status === 200,
    );
    expect(body).toMatchObject({ category: 'river', status: 'submitted' });
    stream.close();
  });
});

/** A report's page as a browser follows it. */
class LiveStream {
  ended = false;

  private constructor(private readonly leaving: AbortController) {}

  static async open(url: string, headers: Record<string, string>): Promise<LiveStream> {
    const leaving = new AbortController();
    const answer = await fetch(url, { headers, signal: leaving.signal });
    if (answer.status !== 200 || !answer.body) throw new Error(`No live events: ${answer.status}`);
    const stream = new LiveStream(leaving);
    const note = (): void => void (stream.ended = true);
    answer.body.pipeTo(new WritableStream()).then(note, note);
    return stream;
  }

  close(): void {
    this.leaving.abort();
  }
}

/** A digest of every row of a Comune in every table that has any, by table; the log among them. */
async function digestsOf(dataDir: string, municipalityId: string): Promise<ReadonlyMap<string, string>> {
  const client = new Client({ connectionString: await databaseOf(dataDir) });
  await client.connect();
  try {
    const digests = new Map<string, string>();
    const { rows: tables } = await client.query<{ name: string; column: string }>(
      `select format('%I.%I', c.table_schema, c.table_name) as name, c.column_name as column
         from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where t.table_type = 'BASE TABLE' and c.column_name in ('municipality_id', 'stream')`,
    );
    for (const { name, column } of tables) {
      const { rows } = await client.query<{ digest: string | null }>(
        `select md5(string_agg(row::text, ';' order by row::text)) as digest from ${name} row where row.${column}::text like $1`,
        [column === 'stream' ? `report-${municipalityId}\\_%` : municipalityId],
      );
      if (rows[0]?.digest) digests.set(`${name}.${column}`, rows[0].digest);
    }
    return digests;
  } finally {
    await client.end();
  }
}

it('Files that cannot serve together are told by the check, each with its line', async () => {
  const data = await temporaryDataDir();
  const twice = join(data.path, 'twice.yaml');
  await copyFile(join(EXAMPLES, 'cassino.yaml'), twice);
  await copyFile(join(EXAMPLES, 'cassino.geojson'), join(data.path, 'cassino.geojson'));
  const examples = [join(EXAMPLES, 'cassino.yaml'), join(EXAMPLES, 'casale-monferrato.yaml')];
  const right = await sportello(data.path, 'municipality', 'check', ...examples, '--json');
  expect([right.code, right.json()]).toEqual([
    0,
    [{ ok: true, municipalities: ['cassino', 'casale-monferrato'], problems: [] }],
  ]);
  const wrong = await sportello(data.path, 'municipality', 'check', ...examples, twice);
  expect(wrong.code).toBe(1);
  expect(wrong.out).toMatch(/twice\.yaml.*id cassino is already that of cassino\.yaml/);
  expect(wrong.out).toMatch(/twice\.yaml.*overlaps that of Cassino/);
  await data.remove();
});
