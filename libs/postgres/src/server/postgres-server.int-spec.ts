import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '@sportello/event-sourcing/testing';
import { DataDirInUse } from './data-dir-lock';
import { startPostgresServer, type PostgresServer } from './postgres-server';
import { isAlive } from './processes';

const isRoot = process.getuid?.() === 0;

describe('startPostgresServer', () => {
  let dataDir: string;
  let server: PostgresServer | undefined;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sportello-server-'));
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  const start = async (folder = dataDir): Promise<PostgresServer> => {
    server = await startPostgresServer({ dataDir: folder });
    return server;
  };
  /** What a `kill -9` of our own process leaves behind, seen from the next one: its lock, and nobody who holds it. */
  const forgetOurselves = async (): Promise<void> => {
    const lock = join(dataDir, 'lock');
    const holder = JSON.parse(await readFile(lock, 'utf8')) as object;
    await writeFile(lock, JSON.stringify({ ...holder, pid: 2 ** 30 }));
  };
  const postmasterPid = async (): Promise<number> =>
    Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

  it('starts a durable server on the loopback, behind a password of its own', async () => {
    const { adminUrl, mode, location } = await start();
    expect(mode).toBe('started');
    expect(location).toMatchObject({ data: join(dataDir, 'postgres'), outsideDataDir: false });
    const settings = await query(
      adminUrl,
      `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses')`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      listen_addresses: '127.0.0.1',
    });
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
    const wrong = new URL(adminUrl);
    wrong.password = 'wrong';
    await expect(query(wrong.toString(), 'select 1')).rejects.toThrow('password authentication failed');
    await query(adminUrl, 'create table kept (n int); insert into kept values (1)');
  });

  it('keeps its data at the second start', async () => {
    const { adminUrl, mode } = await start();
    expect(mode).toBe('started');
    expect(await query(adminUrl, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('refuses a second start on the same DATA_DIR, and leaves the first alone', async () => {
    const { adminUrl } = await start();
    await expect(startPostgresServer({ dataDir })).rejects.toBeInstanceOf(DataDirInUse);
    expect(await query(adminUrl, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('adopts the server that a killed process of ours left running', async () => {
    const first = await start();
    const pid = await postmasterPid();
    await forgetOurselves();
    const second = await start();
    expect(second).toMatchObject({ mode: 'adopted', adminUrl: first.adminUrl });
    expect(await postmasterPid()).toBe(pid);
    await second.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('ends the backends that outlived a killed server, touches nobody else, and has what was committed', async () => {
    const { adminUrl } = await start();
    await query(adminUrl, 'insert into kept values (2)');
    const client = new Client({ connectionString: adminUrl });
    client.on('error', () => undefined);
    await client.connect();
    const backend = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;
    // At work for hours, and without a disk for what it makes.
    const busy = client.query(
      `select count(*) from generate_series(1, 10000) a, generate_series(1, 10000) b, generate_series(1, 10000) c where a + b + c = 0`,
    );
    busy.catch(() => undefined);
    await eventually(async () => {
      const [found] = await query(adminUrl, `select state from pg_stat_activity where pid = ${backend}`);
      return found?.['state'] === 'active';
    });
    const pid = await postmasterPid();
    process.kill(pid, 'SIGKILL');
    await eventually(() => !isAlive(pid));
    expect(isAlive(backend)).toBe(true);

    await forgetOurselves();
    const second = await start();
    expect(second.mode).toBe('started');
    expect(isAlive(backend)).toBe(false);
    expect(await query(second.adminUrl, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await query(process.env['SPORTELLO_TEST_POSTGRES'] ?? '', 'select 1 as alive')).toEqual([{ alive: 1 }]);
  });

  it('starts although the process id of a killed server belongs to somebody else by now', async () => {
    await start();
    const pid = await postmasterPid();
    process.kill(pid, 'SIGKILL');
    await eventually(() => !isAlive(pid));
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(process.ppid)));
    await forgetOurselves();
    expect((await start()).mode).toBe('started');
    expect(isAlive(process.ppid)).toBe(true);
  });

  it('puts the cluster where the server’s account can reach it, remembers where, and says so', async () => {
    const closed = await mkdtemp(join(tmpdir(), 'sportello-closed-'));
    await chmod(closed, 0o700);
    const folder = join(closed, 'data');
    const { location, adminUrl } = await start(folder);
    expect(location.outsideDataDir).toBe(isRoot);
    expect(location.account === undefined).toBe(!isRoot);
    await query(adminUrl, 'create table kept (n int)');
    await server?.stop();
    await chmod(closed, 0o755);
    const again = await start(folder);
    expect(again.location.data).toBe(location.data);
    expect(await query(again.adminUrl, 'select * from kept')).toEqual([]);
    await again.stop();
    server = undefined;
    if (location.outsideDataDir) await rm(join(location.data, '..'), { recursive: true });
    await rm(closed, { recursive: true });
  });
});

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
