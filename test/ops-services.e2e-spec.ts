import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { Client } from 'pg';
import { launch, sportello } from './support/command-line';
import { databaseOf } from './support/database';
import { operatorsCases } from './support/operators-cases';
import { plainNats } from './support/plain-nats';
import { Product, temporaryDataDir } from './support/product';
import { processOf } from './support/service-processes';
import { subscriberImports, SUBSCRIBERS_IMPORTED } from './support/subscribers';

operatorsCases('services');

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

  it('subscribers are imported and forgotten from another machine', async () => {
    const environment = { DATA_DIR: elsewhere.path, NATS_URL: nats.url, KEYS_DIR: join(data.path, 'keys') };
    expect(await subscriberImports(environment)).toEqual(SUBSCRIBERS_IMPORTED);
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
    );
    expect(await generationOf(data.path)).toBe(before);
    expect(await sportello(data.path, 'projection', 'rebuild', 'status_page')).toMatchObject({ code: 0 });
    expect(await sportello(data.path, 'projection', 'verify', 'status_page')).toMatchObject({ code: 0 });
  });
});

async function generationOf(dataDir: string): Promise<unknown> {
  const [list] = (await sportello(dataDir, 'projection', 'list', '--json')).json();
  const readers = list?.['readers'] as readonly { readonly name: string; readonly generation: number }[];
  return readers.find(({ name }) => name === 'status_page')?.generation;
}

/** Keeps the row of the projection, for which a rebuild must wait before it takes over. */
async function holdProjection(dataDir: string): Promise<{ readonly waited: Promise<void>; release(): Promise<void> }> {
  const client = new Client({ connectionString: await databaseOf(dataDir) });
  await client.connect();
  await client.query('begin');
  await client.query(`select from reports.projections where name = 'status_page' for update`);
  const waited = eventually(
    async () => {
      const { rows } = await client.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`,
      );
      return rows[0]?.waiting ?? 0;
    },
    (waiting) => waiting > 0,
  );
  return {
    waited: waited.then(() => undefined),
    async release() {
      await client.query('rollback');
      await client.end();
    },
  };
}
