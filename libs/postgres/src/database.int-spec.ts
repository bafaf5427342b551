import { eventually } from '@sportello/event-sourcing/testing';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DatabaseUnavailable } from './errors';
import { Database } from './database';
import { migrationContext } from './migration';
import { protectTable } from './protect-table';
import { provisionDatabase } from './provision';
import { freshDatabaseUrl, silentLogger, testDatabase, type TestDatabase } from './testing';

class CreateNotes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query('create table notes (municipality_id text, id int, words text, primary key (municipality_id, id))');
    await protectTable(sql, { schema, table: 'notes', app: 'select, insert, update, delete', worker: 'select', roles });
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

describe('Database', () => {
  let test: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    test = await testDatabase('reports', { migrations: [CreateNotes1700000000000] });
    database = test.database;
    for (const municipality of ['alfa', 'beta']) {
      await database.asMunicipality(municipality, (sql) =>
        sql.query('insert into notes values ($1, 1, $2)', [municipality, `of ${municipality}`]),
      );
    }
  });
  afterAll(() => test.drop());

  const wordsSeenBy = (municipality: string) =>
    database.asMunicipality(
      municipality,
      async (sql) => (await sql.query<{ words: string }>('select words from notes')).rows,
    );

  it('shows a municipality its own rows only', async () => {
    expect(await wordsSeenBy('alfa')).toEqual([{ words: 'of alfa' }]);
    expect(await wordsSeenBy('beta')).toEqual([{ words: 'of beta' }]);
    expect(await wordsSeenBy('gamma')).toEqual([]);
  });

  it('does not let a municipality write rows of another', async () => {
    await database.asMunicipality('alfa', async (sql) => {
      expect((await sql.query(`update notes set words = 'mine' where municipality_id = 'beta'`)).rowCount).toBe(0);
      expect((await sql.query(`delete from notes where municipality_id = 'beta'`)).rowCount).toBe(0);
    });
    await expect(
      database.asMunicipality('alfa', (sql) => sql.query(`insert into notes values ('beta', 2, 'forged')`)),
    ).rejects.toThrow('row-level security');
    await expect(
      database.asMunicipality('alfa', (sql) => sql.query(`update notes set municipality_id = 'beta', id = 9`)),
    ).rejects.toThrow('row-level security');
    expect(await wordsSeenBy('beta')).toEqual([{ words: 'of beta' }]);
  });

  it('shows the worker every municipality, within its grants, and the owner none', async () => {
    const count = 'select count(*)::int as n from notes';
    expect((await database.worker.query(count)).rows).toEqual([{ n: 2 }]);
    expect((await database.asOwner((sql) => sql.query(count))).rows).toEqual([{ n: 0 }]);
    await expect(database.asWorker((sql) => sql.query('delete from notes'))).rejects.toThrow('permission denied');
  });

  it('forgets the municipality with its transaction, also on the same connection', async () => {
    const seen = await database.asMunicipality('alfa', async (sql) => {
      const setting = () =>
        sql.query<{ setting: string }>(`select current_setting('sportello.municipality', true) as setting`);
      const inside = await setting();
      await sql.query('commit');
      return [...inside.rows, ...(await setting()).rows];
    });
    expect(seen).toEqual([{ setting: 'alfa' }, { setting: '' }]);
  });

  it('takes a server that has become read-only as unavailable, and leaves that connection', async () => {
    const single = await test.reopen({ poolSize: 1 });
    const pid = async () => (await single.worker.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
    const before = await pid();
    const writing = single.asWorker(async (sql) => {
      await sql.query('set transaction read only');
      await sql.query('create temporary sequence s');
    });
    await expect(writing).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(await pid()).not.toBe(before);
    await single.close();
  });

  it('refuses what is no municipality before it reaches the server', async () => {
    await expect(database.asMunicipality(`alfa'; drop table notes; --`, async () => 1)).rejects.toThrow('Not the id');
  });

  it('rolls everything back when the work fails, also when the work hides that a statement failed', async () => {
    const failing = database.asMunicipality('alfa', async (sql) => {
      await sql.query(`insert into notes values ('alfa', 5, 'half')`);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    const hiding = database.asMunicipality('alfa', async (sql) => {
      await sql.query(`insert into notes values ('alfa', 6, 'half')`);
      await sql.query('select 1 / 0').catch(() => undefined);
    });
    await expect(hiding).rejects.toThrow('rolled back');
    expect(await wordsSeenBy('alfa')).toHaveLength(1);
  });

  it('does not run statements after its transaction', async () => {
    const leaked = await database.asWorker(async (sql) => sql);
    await expect(leaked.query('select 1')).rejects.toThrow('has ended');
  });

  it('runs prepared statements that are sent together', async () => {
    const rows = await database.asWorker(async (sql) => {
      const one = (n: number) => sql.query<{ n: number }>('select $1::int as n', [n], { name: 'one' });
      return Promise.all([one(1), one(2), one(3)]);
    });
    expect(rows.map(({ rows: [row] }) => row?.n)).toEqual([1, 2, 3]);
  });

  it('says unavailable for a statement over its time, and goes on', async () => {
    const slow = database.asWorker(async (sql) => {
      await sql.query('set local statement_timeout = 50');
      await sql.query('select pg_sleep(10)');
    });
    await expect(slow).rejects.toBeInstanceOf(DatabaseUnavailable);
    await database.ping();
  });

  it('says unavailable when its connections are cut, and reconnects', async () => {
    const cut = database.asWorker(async (sql) => {
      await sql.query('select 1');
      await asAdmin(
        test.adminUrl,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where usename like '%_worker' and datname = current_database()`,
      );
      await sql.query('select 1');
    });
    await expect(cut).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(database.worker.query('select 1 as n')).resolves.toMatchObject({ rows: [{ n: 1 }] });
  });

  it('keeps nothing back between two statements of a task of its own, and leaves no connection', async () => {
    const sessions = async () => {
      const { rows } = await database.worker.query<{ pid: number; state: string; xmin: string | null }>(
        `select pid, state, backend_xmin::text as xmin from pg_stat_activity where datname = current_database()`,
      );
      return rows;
    };
    const pid = await database.asWorkerAlone(async (sql) => {
      const { rows } = await sql.query<{ pid: number }>('select pg_backend_pid() as pid');
      const own = (await sessions()).find((session) => session.pid === rows[0]?.pid);
      expect(own).toMatchObject({ state: 'idle', xmin: null });
      return own?.pid;
    });
    await eventually(sessions, (all) => all.every((session) => session.pid !== pid));
  });

  it('says unavailable when the connection of a task is cut', async () => {
    const cut = database.asWorkerAlone(async (sql) => {
      const { rows } = await sql.query<{ pid: number }>('select pg_backend_pid() as pid');
      await asAdmin(test.adminUrl, `select pg_terminate_backend(${rows[0]?.pid})`);
      await sql.query('select 1');
    });
    await expect(cut).rejects.toBeInstanceOf(DatabaseUnavailable);
  });

  it('lets one process at a time inside', async () => {
    const inside = await database.exclusively('rebuild', () => database.exclusively('rebuild', async () => 'never'));
    expect(inside).toEqual({ busy: false, result: { busy: true } });
  });

  it('refuses a superuser and roles that are not three', async () => {
    const open = (urls: TestDatabase['urls']) =>
      Database.open({ service: 'reports', schema: 'reports', urls, migrations: [], logger: silentLogger() });
    await expect(open({ ...test.urls, app: test.adminUrl })).rejects.toThrow('superuser');
    await expect(open({ ...test.urls, app: test.urls.owner })).rejects.toThrow('three different roles');
  });

  it('says unavailable when nobody listens there', async () => {
    const nowhere = test.urls.owner.replace(/:\d+\//, ':1/');
    const opened = Database.open({
      service: 'reports',
      schema: 'reports',
      urls: { ...test.urls, owner: nowhere },
      migrations: [],
      logger: silentLogger(),
    });
    await expect(opened).rejects.toBeInstanceOf(DatabaseUnavailable);
  });
});

describe('provisionDatabase', () => {
  it('is idempotent, and lets no role of one service into the schema of another', async () => {
    const { adminUrl, drop } = await freshDatabaseUrl();
    const secret = Buffer.alloc(32, 7);
    const urls = await provisionDatabase(adminUrl, secret);
    expect(await provisionDatabase(adminUrl, secret)).toEqual(urls);
    await asAdmin(
      urls.reports.owner,
      'create table reports.secrets (n int); grant select on reports.secrets to public',
    );
    for (const url of Object.values({ ...urls.gateway, other: urls.notifications.worker })) {
      await expect(asAdmin(url, 'select * from reports.secrets')).rejects.toThrow(
        'permission denied for schema reports',
      );
      await expect(asAdmin(url, 'create table public.mine (n int)')).rejects.toThrow('permission denied');
    }
    await expect(asAdmin(urls.reports.app, 'create table reports.mine (n int)')).rejects.toThrow('permission denied');
    await drop();
  });

  it('lets the worker of notifications make temporary tables, and nobody else', async () => {
    const { adminUrl, drop } = await freshDatabaseUrl();
    const urls = await provisionDatabase(adminUrl, Buffer.alloc(32, 7));
    const making = 'create temporary table mine (n int)';
    await asAdmin(urls.notifications.worker, making);
    const others = [urls.reports, urls.gateway, urls.newsletter].flatMap((service) => Object.values({ ...service }));
    for (const url of [...others, urls.notifications.owner, urls.notifications.app])
      await expect(asAdmin(url, making)).rejects.toThrow('permission denied to create temporary tables');
    await drop();
  });
});

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
