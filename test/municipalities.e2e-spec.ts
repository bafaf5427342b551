import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sportello } from './support/command-line';
import { aReport, Door } from './support/door';
import { Product, temporaryDataDir, TOPOLOGIES } from './support/product';

const FILES = join(__dirname, '..', 'deploy', 'municipalities');
const EXAMPLES = join(FILES, 'examples');

const IN_CASSINO = { lat: 41.4917, lon: 13.8314 };
const IN_CASALE = { lat: 45.1369, lon: 8.4528 };
const IN_ROME = { lat: 41.8902, lon: 12.4922 };

describe.each(TOPOLOGIES)('Several Comuni in one installation, topology %s', (topology) => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let folder: string;
  let product: Product;
  let door: Door;

  beforeAll(async () => {
    data = await temporaryDataDir();
    folder = join(data.path, 'comuni');
    await mkdir(folder);
    await copyFile(join(FILES, 'borgo-esempio.yaml'), join(folder, 'borgo-esempio.yaml'));
    for (const name of await readdir(EXAMPLES)) await copyFile(join(EXAMPLES, name), join(folder, name));
    product = await Product.start({
      topology,
      dataDir: data.path,
      environment: { MUNICIPALITIES_DIR: folder, DEMO: 'true' },
    });
    door = new Door(product.url);
  });
  afterAll(async () => {
    await product.dispose();
    await data.remove();
  });

  it('a report belongs to the Comune of its place, and to no other', async () => {
    const submitted = await door.post(
      '/api/v1/reports',
      aReport({ category: 'river', location: IN_CASALE, answers: {} }),
    );
    expect([submitted.status, submitted.body['municipality']]).toEqual([201, 'casale-monferrato']);
    const path = `/api/v1/reports/${String(submitted.body['code'])}`;
    const seenFrom = async (slug: string): Promise<number> =>
      (await door.get(path, { headers: { 'x-municipality': slug } })).status;
    expect([await seenFrom('casale-monferrato'), await seenFrom('cassino'), await seenFrom('borgo-esempio')]).toEqual([
      200, 404, 404,
    ]);
  });

  it('on ground that a fictitious Comune claims too it belongs to the real one, unless the caller says otherwise', async () => {
    const report = aReport({ category: 'potholes', location: IN_CASSINO, answers: {} });
    expect((await door.post('/api/v1/reports', report)).body['municipality']).toBe('cassino');
    const named = await door.post('/api/v1/reports', report, { headers: { 'x-municipality': 'borgo-esempio' } });
    expect([named.status, named.body['municipality']]).toEqual([201, 'borgo-esempio']);
  });

  it('outside all of them it is refused, and told which are served', async () => {
    const refused = await door.post('/api/v1/reports', aReport({ location: IN_ROME }));
    expect(refused).toMatchObject({
      status: 400,
      body: {
        code: 'OUTSIDE_ALL_MUNICIPALITIES',
        detail: expect.stringContaining('(Borgo Esempio, Casale Monferrato, Cassino)'),
      },
    });
  });
});

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
