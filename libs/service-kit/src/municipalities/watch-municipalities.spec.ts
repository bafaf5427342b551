import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { MunicipalityFolder } from './municipality-folder';
import { watchMunicipalities, type MunicipalityWatch } from './watch-municipalities';

const EXAMPLES = join(__dirname, '../../../../deploy/municipalities/examples');

describe('Municipalities’ files that change while the product runs', () => {
  let directory: string;
  let folder: MunicipalityFolder;
  let watch: MunicipalityWatch;
  const logged: string[] = [];
  const changes: string[] = [];

  const add = async (id: string): Promise<void> => {
    await copyFile(join(EXAMPLES, `${id}.geojson`), join(directory, `${id}.geojson`));
    await copyFile(join(EXAMPLES, `${id}.yaml`), join(directory, `${id}.yaml`));
  };
  const rewrite = async (id: string, from: string | RegExp, to: string): Promise<void> => {
    const text = await readFile(join(EXAMPLES, `${id}.yaml`), 'utf8');
    await writeFile(join(directory, `${id}.yaml`), text.replace(from, to));
  };
  const served = (): readonly string[] => folder.municipalities.all().map(({ id }) => id);
  const servedAre = (...ids: string[]): Promise<unknown> => eventually(served, (now) => now.join() === ids.join());
  const wrongIs = (reason: RegExp): Promise<unknown> =>
    eventually(
      () => folder.municipalities.problems(),
      (problems) => problems.some((problem) => reason.test(`${problem.file}: ${problem.reason}`)),
    );

  beforeEach(async () => {
    logged.length = 0;
    changes.length = 0;
    directory = await mkdtemp(join(tmpdir(), 'municipalities-'));
    await add('cassino');
    folder = await MunicipalityFolder.open(directory);
    folder.municipalities.onChange(({ added, changed, removed }) =>
      changes.push([added, changed, removed].map((some) => some.map(({ id }) => id).join()).join('|')),
    );
    const note = (_about: unknown, text?: string): void => void logged.push(text ?? '');
    watch = watchMunicipalities(folder, { info: note, error: note }, 5);
  });
  afterEach(async () => {
    await watch.close();
    await rm(directory, { recursive: true });
  });

  it('are served as soon as they are there, and no longer when they are gone; the others are the very same', async () => {
    const cassino = folder.municipalities.byId('cassino');
    await add('casale-monferrato');
    await servedAre('casale-monferrato', 'cassino');
    expect(folder.municipalities.at({ lat: 45.1369, lon: 8.4528 })?.slug).toBe('casale-monferrato');
    await rm(join(directory, 'casale-monferrato.yaml'));
    await servedAre('cassino');
    expect(folder.municipalities.byHost('casale-monferrato.example')).toBeUndefined();
    expect(folder.municipalities.byId('cassino')).toEqual(cassino);
    expect(changes).toEqual(['casale-monferrato||', '||casale-monferrato']);
  });

  it('count with their new rules at once, also when only the boundary changed', async () => {
    const before = folder.municipalities.byId('cassino')?.rulesVersion;
    await rewrite('cassino', 'issue: 20', 'issue: 21');
    const now = (): string | undefined => folder.municipalities.byId('cassino')?.rulesVersion;
    const edited = await eventually(now, (version) => version !== before);
    const boundary = await readFile(join(directory, 'cassino.geojson'), 'utf8');
    await writeFile(join(directory, 'cassino.geojson'), `${boundary}\n`);
    await eventually(now, (version) => version !== edited);
    expect(changes).toEqual(['|cassino|', '|cassino|']);
  });

  it('that are wrong leave their Comune as it was, until they are right again', async () => {
    const { rulesVersion } = folder.municipalities.byId('cassino') ?? {};
    await rewrite('cassino', 'department: lighting', 'department: dragons');
    await wrongIs(/cassino\.yaml: .*unknown department, dragons/);
    expect(folder.municipalities.byId('cassino')?.rulesVersion).toBe(rulesVersion);
    expect(logged.join()).toContain('was not taken');
    await rewrite('cassino', '', '');
    await eventually(
      () => folder.municipalities.problems().length,
      (count) => count === 0,
    );
    expect(changes).toEqual([]);
  });

  it('with a wrong polygon keep nobody else from coming', async () => {
    await writeFile(
      join(directory, 'cassino.geojson'),
      '{"type":"Polygon","coordinates":[[[13,41],[14,42],[14,41],[13,41.5],[13,41]]]}',
    );
    await add('casale-monferrato');
    await servedAre('casale-monferrato', 'cassino');
    await wrongIs(/cassino\.yaml: .*cross each other/);
    expect(folder.municipalities.at({ lat: 41.4917, lon: 13.8314 })?.id).toBe('cassino');
  });

  it('that claim what another has change nothing', async () => {
    const text = await readFile(join(EXAMPLES, 'cassino.yaml'), 'utf8');
    await writeFile(
      join(directory, 'a.yaml'),
      text.replace('id: cassino', 'id: other').replace('slug: cassino', 'slug: other'),
    );
    await wrongIs(/host cassino\.example is already that of/);
    expect(served()).toEqual(['cassino']);
  });

  it('are never all taken away: an empty folder is a mistake', async () => {
    await rm(join(directory, 'cassino.yaml'));
    await wrongIs(/no municipality file/);
    expect(served()).toEqual(['cassino']);
  });
});
