import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Municipality } from './municipality';
import { MunicipalityFileError, readMunicipalityFile } from './municipality-file';
import { municipalitySchema } from './municipality.schema';
import { triangles } from './testing/outlines';

const SQUARE = '[[[12, 42], [13, 42], [13, 43], [12, 43], [12, 42]]]';
const readMunicipality = async (path: string): Promise<Municipality> => (await readMunicipalityFile(path)).municipality;

const A_FILE = `id: borgo
slug: borgo
name: Borgo
istat: '000000'
hosts: [borgo.example]
languages: [it, en]
timeZone: Europe/Rome
contacts: { email: urp@borgo.example }
colours: { primary: '#0066cc' }
channels: [web, phone]
sla: { issue: 20, suggestion: 30, complaint: 30 }
reopenDays: 30
holidays:
  patron: { month: 9, day: 10, name: San Nicola }
  closures: ['2025-08-14']
departments:
  - { id: roads, name: { it: Strade, en: Roads } }
categories:
  - slug: potholes
    label: { it: Buche, en: Potholes }
    department: roads
    visibility: public
    questions:
      - { id: size, label: { it: Quanto, en: How large }, type: text }
boundary: { type: Polygon, coordinates: ${SQUARE} }
`;

describe("A municipality's file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'municipalities-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const write = async (text: string): Promise<string> => {
    const path = join(folder, 'borgo.yaml');
    await writeFile(path, text);
    return path;
  };
  const messageOf = async (text: string): Promise<string> => {
    const read = readMunicipality(await write(text));
    await expect(read).rejects.toBeInstanceOf(MunicipalityFileError);
    return read.then(
      () => '',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
  };

  it('says everything about a Comune', async () => {
    const borgo = await readMunicipality(await write(A_FILE));
    expect(borgo).toMatchObject({
      id: 'borgo',
      istat: '000000',
      sla: { issue: 20 },
      holidays: { patron: { month: 9, day: 10 } },
    });
    expect(borgo.categories[0]?.questions).toEqual([
      { id: 'size', label: { it: 'Quanto', en: 'How large' }, type: 'text' },
    ]);
  });

  it('has another rules version as soon as one letter changes', async () => {
    const { rulesVersion } = await readMunicipality(await write(A_FILE));
    expect(rulesVersion).toMatch(/^[0-9a-f]{12}$/);
    expect((await readMunicipality(await write(A_FILE))).rulesVersion).toBe(rulesVersion);
    expect((await readMunicipality(await write(A_FILE.replace('issue: 20', 'issue: 21')))).rulesVersion).not.toBe(
      rulesVersion,
    );
  });

  it.each<[string, string, string, RegExp]>([
    ['not YAML', 'hosts: [borgo.example]', 'hosts: [borgo.example', /^borgo\.yaml:\d+: /],
    ['a name written twice', 'slug: borgo', 'slug: borgo\nslug: other', /^borgo\.yaml:3: Map keys must be unique/],
    ['an id that cannot stand in a stream name', 'id: borgo', 'id: Borgo', /^borgo\.yaml:1: id must match pattern/],
    ['an ISTAT code read as a number', "istat: '000000'", 'istat: 000000', /^borgo\.yaml:4: istat must be string/],
    ['a missing property', 'reopenDays: 30\n', '', /^borgo\.yaml:1: must have required property 'reopenDays'/],
    [
      'a property nobody knows',
      '    visibility: public',
      '    visibility: public\n    colour: red',
      /^borgo\.yaml:23: categories\.0 must not have the property colour/,
    ],
    [
      'a visibility that does not exist',
      'visibility: public',
      'visibility: secret',
      /^borgo\.yaml:22: categories\.0\.visibility must be one of public,private/,
    ],
    [
      'a time zone that does not exist',
      'Europe/Rome',
      'Europe/Borgo',
      /^borgo\.yaml:7: Europe\/Borgo is not a time zone/,
    ],
    [
      'a closure that is no day',
      '2025-08-14',
      '2025-02-30',
      /^borgo\.yaml:15: holidays\.closures\.0 must match format "date"/,
    ],
    [
      "a patron's day that is no day",
      'month: 9, day: 10',
      'month: 4, day: 31',
      /^borgo\.yaml:14: there is no day 31 in month 4/,
    ],
    [
      'a category that goes nowhere',
      'department: roads',
      'department: green',
      /^borgo\.yaml:21: category potholes goes to an unknown department, green/,
    ],
    [
      'a choice without choices',
      'type: text',
      'type: choice',
      /^borgo\.yaml:24: categories\.0\.questions\.0 must have required property 'choices'/,
    ],
    ['a channel that does not exist', 'web, phone', 'web, pigeon', /^borgo\.yaml:10: channels\.1 must be one of/],
    ['no working days', 'issue: 20', 'issue: 0', /^borgo\.yaml:11: sla\.issue must be >= 1/],
    [
      'a host twice',
      'hosts: [borgo.example]',
      'hosts: [borgo.example, borgo.example]',
      /^borgo\.yaml:5: host borgo\.example is there twice/,
    ],
    ['an open ring', ', [12, 42]]]', ']]', /^borgo\.yaml:25: the ring is not closed/],
    [
      'swapped coordinates',
      SQUARE,
      '[[[42, 12], [43, 12], [43, 13], [42, 13], [42, 12]]]',
      /^borgo\.yaml:25: \[42, 12\] is not in Italy: longitude comes first/,
    ],
    [
      'sides that cross',
      SQUARE,
      '[[[12, 42], [13, 43], [13, 42], [12, 43], [12, 42]]]',
      /^borgo\.yaml:25: .*cross each other|^borgo\.yaml:25: the ring encloses nothing/,
    ],
    ['a boundary that is none', 'type: Polygon', 'type: Point', /^borgo\.yaml:25: boundary\.type must be one of/],
    [
      'no boundary',
      /boundary: .*\n/.exec(A_FILE)?.[0] ?? '',
      '',
      /^borgo\.yaml:1: must have required property 'boundary'/,
    ],
    [
      'two boundaries',
      'boundary: {',
      'boundaryFile: borgo.geojson\nboundary: {',
      /^borgo\.yaml:1: must have either boundary or boundaryFile/,
    ],
    [
      'a boundary file elsewhere',
      `boundary: { type: Polygon, coordinates: ${SQUARE} }`,
      'boundaryFile: ../borgo.geojson',
      /^borgo\.yaml:25: boundaryFile must match pattern/,
    ],
    [
      'a boundary file that is not there',
      `boundary: { type: Polygon, coordinates: ${SQUARE} }`,
      'boundaryFile: no.geojson',
      /^borgo\.yaml:25: no\.geojson cannot be read \(ENOENT\)/,
    ],
  ])('with %s is refused, naming the line', async (_what, from, to, message) => {
    expect(A_FILE).toContain(from);
    expect(await messageOf(A_FILE.replace(from, to))).toMatch(message);
  });

  it('names everything that is wrong, not only the first', async () => {
    const message = await messageOf(
      A_FILE.replace('id: borgo', 'id: B').replace('reopenDays: 30', 'reopenDays: never'),
    );
    expect(message.split('\n')).toHaveLength(2);
  });

  it.each([
    ['nothing', ''],
    ['a list', '- borgo'],
    ['a text', 'borgo'],
  ])('that holds %s is refused', async (_what, text) => {
    expect(await messageOf(text)).toMatch(/^borgo\.yaml:1: must be object/);
  });

  it('whose aliases multiply is refused', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [index, letter] of ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].entries()) {
      const before = `*${'abcdefgh'.charAt(index)}`;
      bomb.push(`${letter}: &${letter} [${Array(9).fill(before).join(', ')}]`);
    }
    expect(await messageOf(bomb.join('\n'))).toMatch(/^borgo\.yaml.*alias/i);
  });

  it('that is not there is refused', async () => {
    await expect(readMunicipality(join(folder, 'nowhere.yaml'))).rejects.toThrow(
      'nowhere.yaml: nowhere.yaml cannot be read (ENOENT)',
    );
  });

  describe('that names a boundary file', () => {
    const withFile = A_FILE.replace(/boundary: .*\n/, 'boundaryFile: borgo.geojson\n');
    const geometry = `{ "type": "Polygon", "coordinates": ${SQUARE} }`;
    const writeBoundary = (text: string): Promise<void> => writeFile(join(folder, 'borgo.geojson'), text);

    it.each([
      ['a geometry', geometry],
      ['a feature', `{ "type": "Feature", "properties": { "source": "ISTAT" }, "geometry": ${geometry} }`],
    ])('takes it from %s', async (_what, text) => {
      await writeBoundary(text);
      const { boundary } = await readMunicipality(await write(withFile));
      expect(boundary).toEqual(JSON.parse(geometry));
    });

    it('has another rules version when the boundary changes', async () => {
      await writeBoundary(geometry);
      const { rulesVersion } = await readMunicipality(await write(withFile));
      await writeBoundary(geometry.replaceAll('43', '44'));
      expect((await readMunicipality(await write(withFile))).rulesVersion).not.toBe(rulesVersion);
    });

    it.each([
      ['is not JSON', '{', /:25: the boundary file is not JSON/],
      [
        'holds a point',
        '{ "type": "Point", "coordinates": [12, 42] }',
        /:25: the boundary file holds no GeoJSON Polygon/,
      ],
      ['holds null', 'null', /:25: the boundary file holds no GeoJSON Polygon/],
      [
        'has an open ring',
        geometry.replace(', [12, 42]]]', ']]'),
        /:25: in the boundary file, at coordinates\/0\/3: the ring is not closed/,
      ],
    ])('is refused when it %s', async (_what, text, message) => {
      await writeBoundary(text);
      expect(await messageOf(withFile)).toMatch(message);
    });
  });
});

describe('Routing rules in a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'municipalities-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const ASKING = A_FILE.replace(
    'type: text }',
    'type: choice, choices: [{ id: small, label: { it: P, en: S } }, { id: large, label: { it: G, en: L } }] }',
  );
  const withRules = async (rules: string): Promise<string> => {
    const path = join(folder, 'borgo.yaml');
    const area = `areas:\n  - { id: centre, name: { it: C, en: C }, boundary: { type: Polygon, coordinates: ${SQUARE} } }\n`;
    await writeFile(path, `${ASKING}${area}routing:\n${rules}\n`);
    return readMunicipality(path).then(
      ({ routing }) => JSON.stringify(routing?.map(({ id }) => id)),
      (error: unknown) => String(error),
    );
  };

  it('are taken in their order', async () => {
    const rules = `
  - { id: big, when: { categories: [potholes], answers: { size: [large] }, areas: [centre] }, then: { priority: urgent } }
  - { id: night, when: { times: [{ days: [fri, sat], from: '22:00', to: '06:00' }] }, then: { department: roads } }
  - { id: rest, when: {}, then: { priority: low } }`;
    expect(await withRules(rules)).toBe('["big","night","rest"]');
  });

  it.each([
    ['a category', '{ categories: [dragons] }', '{ priority: low }', 'unknown category, dragons'],
    ['an area', '{ areas: [moon] }', '{ priority: low }', 'unknown area, moon'],
    ['a department', '{}', '{ department: navy }', 'unknown department, navy'],
    ['a question', '{ answers: { colour: [red] } }', '{ priority: low }', 'looks at colour, a choice that none'],
    ['a choice', '{ answers: { size: [gigantic] } }', '{ priority: low }', 'unknown choice of size, gigantic'],
  ])('that name %s which is not there are refused with their line', async (_what, when, then, reason) => {
    const said = await withRules(`  - { id: one, when: ${when}, then: ${then} }`);
    expect(said).toContain(reason);
    expect(said).toMatch(/borgo\.yaml:2[0-9]: /);
  });

  it.each([
    ['nothing to say', '{ id: one, when: {}, then: {} }', 'then must NOT have fewer than 1'],
    [
      'a time that is none',
      "{ id: one, when: { times: [{ from: '25:00', to: '06:00' }] }, then: { priority: low } }",
      'must match pattern',
    ],
  ])('with %s are refused', async (_what, rule, reason) => {
    expect(await withRules(`  - ${rule}`)).toContain(reason);
  });

  it.each([
    ['behind one that fits all', '{}', '{ kinds: [issue] }'],
    ['behind a wider one', '{ kinds: [issue, complaint] }', '{ kinds: [issue], categories: [potholes] }'],
    ['behind the same answer', '{ answers: { size: [large, small] } }', '{ answers: { size: [large] } }'],
  ])('that no report reaches, %s, are refused', async (_what, first, second) => {
    const rules = `  - { id: one, when: ${first}, then: { priority: low } }\n  - { id: two, when: ${second}, then: { priority: high } }`;
    expect(await withRules(rules)).toContain('no report reaches rule two: whatever fits it fits one');
  });

  it('that a report reaches behind a narrower one are fine', async () => {
    const rules = `  - { id: one, when: { kinds: [issue], areas: [centre] }, then: { priority: low } }
  - { id: two, when: { kinds: [issue] }, then: { priority: high } }`;
    expect(await withRules(rules)).toBe('["one","two"]');
  });

  it('speak of areas whose outline is right', async () => {
    const path = join(folder, 'borgo.yaml');
    const knot = '[[[12, 42], [13, 43], [13, 42], [12, 42.5], [12, 42]]]';
    await writeFile(
      path,
      `${A_FILE}areas:\n  - { id: knot, name: { it: N, en: K }, boundary: { type: Polygon, coordinates: ${knot} } }\n`,
    );
    await expect(readMunicipality(path)).rejects.toThrow(/borgo\.yaml:27: the sides from positions .* cross/);
  });

  it('speak of areas that can all be compared: where that ends it says so, once', async () => {
    const path = join(folder, 'borgo.yaml');
    const outline = JSON.stringify(triangles(500));
    const areas = ['a', 'b', 'c', 'd'].map((id) => `  - { id: ${id}, name: { it: N, en: K }, boundary: ${outline} }`);
    await writeFile(path, `${A_FILE}areas:\n${areas.join('\n')}\n`);
    await expect(readMunicipality(path)).rejects.toThrow(
      /^borgo\.yaml:29: too many of its sides lie beside each other to be compared .* simplify it$/,
    );
  });
});

it('The schema for editors is the one that is applied', async () => {
  const written = await readFile(join(__dirname, '../../../../deploy/municipalities/municipality.schema.json'), 'utf8');
  expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(municipalitySchema)));
});
