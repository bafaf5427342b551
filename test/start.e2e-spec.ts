import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freshDatabaseUrl } from '@sportello/postgres/testing';
import { Door } from './support/door';
import { eventually } from '@sportello/event-sourcing/testing';
import { Product, temporaryDataDir, TOPOLOGIES } from './support/product';

describe('Starting', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  beforeEach(async () => {
    data = await temporaryDataDir();
  });
  afterEach(() => data.remove());

  /** Starts something that must not come up, and gives what it said. */
  async function refusal(environment: Record<string, string>, port?: number): Promise<string> {
    const product = await Product.launch({ dataDir: data.path, environment, ...(port === undefined ? {} : { port }) });
    const { code } = await product.ended;
    expect(code).toBe(1);
    expect(product.said).not.toMatch(/^\s+at /m);
    return product.said;
  }

  it('on a port that is taken says so, and which other to choose', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await refusal({}, port)).toContain(`PORT=${port + 1} npm start`);
    other.close();
  });

  it('with a wrong environment names every wrong variable', async () => {
    const said = await refusal({ LOG_LEVEL: 'loud', MASTER_KEY: 'short' });
    expect(said).toContain('LOG_LEVEL');
    expect(said).toContain('MASTER_KEY');
  });

  it('with a wrong municipality file names file and line', async () => {
    const folder = join(data.path, 'municipalities');
    await mkdir(folder);
    await writeFile(join(folder, 'wrong.yaml'), 'id: wrong\nslug: wrong\nsla: many\n');
    expect(await refusal({ MUNICIPALITIES_DIR: folder })).toMatch(/wrong\.yaml:\d+/);
  });

  it('never makes a live installation out of a demonstration, nor the other way round', async () => {
    await writeFile(join(data.path, 'kind'), 'demo\n');
    expect(await refusal({ DEMO: 'false' })).toContain('a demonstration never becomes a live installation');
    await writeFile(join(data.path, 'kind'), 'live\n');
    expect(await refusal({ DEMO: 'true' })).toContain('holds a live installation');
  });

  it('of a live installation generates the administrator’s password, shows it once and keeps it to its owner', async () => {
    const { adminUrl, drop } = await freshDatabaseUrl();
    const environment = {
      DATABASE_URL: adminUrl,
      HOST: '127.0.0.1',
      DEMO_PASSWORD: '',
      ADMIN_EMAIL: 'admin@comune.example',
    };
    const first = await Product.start({ dataDir: data.path, environment });
    const file = join(data.path, 'admin-password');
    const password = (await readFile(file, 'utf8')).trim();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(data.path, 'master.key'))).mode & 0o777).toBe(0o600);
    expect(first.said).toContain(password);
    const door = new Door(first.url);
    expect((await door.post('/api/v1/sessions', { email: 'admin@comune.example', password })).status).toBe(201);
    expect((await door.post('/api/v1/sessions', { email: 'urp@demo.it', password: 'only-for-this-test' })).status).toBe(
      401,
    );
    expect((await door.get('/dev/mail.json')).status).toBe(404);
    await first.end();

    const second = await Product.start({ dataDir: data.path, environment });
    expect(second.said).not.toContain(password);
    await second.end();
    await drop();
  });

  it.each(TOPOLOGIES)('in topology %s gives way to a signal that comes too early', async (topology) => {
    const product = await Product.launch({ topology, dataDir: data.path });
    // By now it is busy making its database.
    await eventually(
      () => readdir(data.path),
      (files) => files.includes('master.key'),
    );
    const ended = await product.end('SIGTERM');
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(product.said).not.toContain('╯');
  });
});
