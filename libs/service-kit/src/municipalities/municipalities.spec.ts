import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contains } from './boundary';
import { Municipalities } from './municipalities';
import { MunicipalityFolder } from './municipality-folder';

const DEPLOYED = join(__dirname, '../../../../deploy/municipalities');
const DEMO = 'borgo-esempio.yaml';

const loadFrom = async (folder: string): Promise<Municipalities> =>
  (await MunicipalityFolder.open(folder)).municipalities;

describe('The municipalities of an installation', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'municipalities-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const addDemo = (): Promise<void> => copyFile(join(DEPLOYED, DEMO), join(folder, DEMO));
  /** Another Comune like the demo one, as far as the replacements do not say otherwise. */
  const addOther = async (replacements: Readonly<Record<string, string>>): Promise<void> => {
    const demo = await readFile(join(DEPLOYED, DEMO), 'utf8');
    const text = Object.entries(replacements).reduce((before, [from, to]) => before.replaceAll(from, to), demo);
    await writeFile(join(folder, 'other.yml'), text);
  };

  it('are found by id, slug and host', async () => {
    await addDemo();
    await addOther({ 'borgo-esempio': 'altro-borgo', 'slug: altro-borgo': 'slug: altro' });
    const municipalities = await loadFrom(folder);
    expect(municipalities.all().map(({ id }) => id)).toEqual(['borgo-esempio', 'altro-borgo']);
    expect(municipalities.byId('altro-borgo')?.slug).toBe('altro');
    expect(municipalities.bySlug('altro')?.id).toBe('altro-borgo');
    expect(municipalities.byHost('WWW.Borgo-Esempio.example.:3000')?.id).toBe('borgo-esempio');
    expect(municipalities.only()).toBeUndefined();
    expect([municipalities.byId('altro'), municipalities.bySlug(''), municipalities.byHost('example.org')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are taken for granted when there is one', async () => {
    await addDemo();
    expect((await loadFrom(folder)).only()?.id).toBe('borgo-esempio');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'an id',
      { 'slug: borgo-esempio': 'slug: altro', 'borgo-esempio.example': 'altro.example' },
      /^other\.yml:3: id borgo-esempio is already that of borgo-esempio\.yaml$/,
    ],
    [
      'a slug',
      { 'id: borgo-esempio': 'id: altro', 'borgo-esempio.example': 'altro.example' },
      /^other\.yml:4: slug borgo-esempio is already/,
    ],
    [
      'a host',
      {
        'id: borgo-esempio': 'id: altro',
        'slug: borgo-esempio': 'slug: altro',
        'hosts: [borgo-esempio.example': 'hosts: [altro.example',
      },
      /^other\.yml:7: host www\.borgo-esempio\.example is already/,
    ],
  ])('cannot share %s', async (_what, replacements, message) => {
    await addDemo();
    await addOther(replacements);
    await expect(loadFrom(folder)).rejects.toThrow(message);
  });

  it('of which both exist cannot claim the same ground: both files are named', async () => {
    await copyFile(join(DEPLOYED, 'examples', 'cassino.yaml'), join(folder, 'cassino.yaml'));
    await copyFile(join(DEPLOYED, 'examples', 'cassino.geojson'), join(folder, 'cassino.geojson'));
    await addOther({ 'borgo-esempio': 'altro', "istat: '000000'": "istat: '060999'" });
    await expect(loadFrom(folder)).rejects.toThrow(
      /^other\.yml:\d+: the territory of Borgo Esempio overlaps that of Cassino \(cassino\.yaml\) near \[13\.\d+, 41\.\d+\]/,
    );
  });

  it('are refused together, each wrong file named', async () => {
    await writeFile(join(folder, 'a.yaml'), 'id: a\n');
    await writeFile(join(folder, 'b.yaml'), 'id: b\n');
    await expect(loadFrom(folder)).rejects.toThrow(/a\.yaml:1:[\s\S]*b\.yaml:1:/);
  });

  it('must be there at all', async () => {
    await expect(loadFrom(folder)).rejects.toThrow('no municipality file');
  });
});

describe('The two real Comuni among the examples', () => {
  const load = (): Promise<Municipalities> => loadFrom(join(DEPLOYED, 'examples'));

  it('stand in files that are right, with the attribution of their boundaries beside them', async () => {
    const [casale, cassino] = (await load()).all();
    expect(cassino).toMatchObject({ id: 'cassino', istat: '060019', holidays: { patron: { month: 3, day: 21 } } });
    expect(casale).toMatchObject({
      id: 'casale-monferrato',
      istat: '006039',
      holidays: { patron: { month: 11, day: 12 } },
    });
    for (const { id } of [casale, cassino].filter((one) => one !== undefined)) {
      const boundary = await readFile(join(DEPLOYED, 'examples', `${id}.geojson`), 'utf8');
      expect(JSON.parse(boundary)).toMatchObject({
        properties: { attribution: expect.stringContaining('ISTAT, CC BY') },
      });
    }
  });

  it.each([
    ['the abbey of Montecassino', { lat: 41.49, lon: 13.8139 }, 'cassino'],
    ['the cathedral of Casale', { lat: 45.1369, lon: 8.4528 }, 'casale-monferrato'],
    ['the Colosseum', { lat: 41.8902, lon: 12.4922 }, undefined],
  ])('hold %s, or not', async (_what, place, id) => {
    expect((await load()).at(place)?.id).toBe(id);
  });

  it('leave the Comune of the demonstration only the ground that is not theirs', async () => {
    const demo = await loadFrom(DEPLOYED);
    const together = new Municipalities([...demo.all(), ...(await load()).all()]);
    const square = { lat: 41.4917, lon: 13.8314 };
    expect([demo.at(square)?.id, together.at(square)?.id]).toEqual(['borgo-esempio', 'cassino']);
  });
});

describe('The Comune of the demonstration', () => {
  it('is complete and openly made up', async () => {
    const demo = (await loadFrom(DEPLOYED)).byId('borgo-esempio');
    expect(demo).toMatchObject({
      name: 'Borgo Esempio',
      istat: '000000',
      languages: ['it', 'en'],
      timeZone: 'Europe/Rome',
    });
    expect(demo?.departments.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['urp', 'roads', 'lighting', 'green', 'environment', 'water', 'police']),
    );
    expect(demo?.categories.length).toBeGreaterThanOrEqual(12);
    expect(demo?.hosts.every((host) => host.endsWith('.example'))).toBe(true);
  });

  it('has its streets within its boundary, and Rome outside', async () => {
    const demo = (await loadFrom(DEPLOYED)).byId('borgo-esempio');
    const { parse } = await import('yaml');
    const streets = parse(await readFile(join(DEPLOYED, 'demo', 'streets.yaml'), 'utf8')) as {
      name: string;
      lat: number;
      lon: number;
    }[];
    expect(streets.length).toBeGreaterThanOrEqual(20);
    expect(demo && streets.filter((street) => !contains(demo, street))).toEqual([]);
    expect(demo && contains(demo, { lat: 41.8931, lon: 12.4828 })).toBe(false);
  });
});
