import type { Checkpoint } from '@sportello/event-sourcing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PostgresCheckpoints } from './checkpoints';
import { migrationContext } from './migration';
import { testDatabase, type TestDatabase } from './testing';

class CreateCheckpoints1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await PostgresCheckpoints.create(sql, schema, roles);
    await sql.query(`create table effects (n int primary key)`);
    await sql.query(`grant select, insert on effects to "${roles.worker}"`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const at = (position: string): Checkpoint => ({
  logId: 'log-1',
  position,
  lastEvent: { stream: 'report-alfa_1', revision: 3, eventId: '6e0f5fb6-6c9e-4a3c-8f43-0d5c8e7b3b11' },
});

describe('PostgresCheckpoints', () => {
  let test: TestDatabase;
  let checkpoints: PostgresCheckpoints;

  beforeAll(async () => {
    test = await testDatabase('notifications', { migrations: [CreateCheckpoints1700000000000] });
    checkpoints = new PostgresCheckpoints(test.database);
  });
  afterAll(() => test.drop());

  it('begins with nothing and remembers what it was given', async () => {
    expect(await checkpoints.read('first')).toBeUndefined();
    expect(await checkpoints.advance('first', async (current) => (current ? undefined : at('1')))).toBe('advanced');
    expect(await checkpoints.read('first')).toEqual(at('1'));
    expect(
      await checkpoints.advance('first', async (current) => ({ logId: current?.logId ?? '', position: '2' })),
    ).toBe('advanced');
    expect(await checkpoints.read('first')).toEqual({ logId: 'log-1', position: '2' });
  });

  it('stays where it is when the work leaves it', async () => {
    await checkpoints.advance('still', async () => at('5'));
    expect(await checkpoints.advance('still', async () => undefined)).toBe('unchanged');
    expect(await checkpoints.read('still')).toEqual(at('5'));
  });

  it.each(['new', 'known'])('is busy, without waiting, while another replica holds a %s one', async (name) => {
    if (name === 'known') await checkpoints.advance(name, async () => at('1'));
    let ran = false;
    await checkpoints.advance(name, async () => {
      const second = await checkpoints.advance(name, async () => {
        ran = true;
        return at('9');
      });
      expect(second).toBe('busy');
      return at('2');
    });
    expect(ran).toBe(false);
    expect(await checkpoints.read(name)).toEqual(at('2'));
  });

  it('keeps neither effect nor checkpoint when the work fails', async () => {
    const failing = checkpoints.advance('failing', async (_, sql) => {
      await sql.query('insert into effects values (1)');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await checkpoints.read('failing')).toBeUndefined();
    expect((await test.database.worker.query('select * from effects')).rows).toEqual([]);
  });

  it('counts every effect once when several replicas race', async () => {
    const race = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) {
        await checkpoints.advance('race', async (current, sql) => {
          const next = Number(current?.position ?? '0') + 1;
          await sql.query('insert into effects values ($1)', [100 + next]);
          return at(String(next));
        });
      }
    };
    await Promise.all([race(), race(), race()]);
    const { rows } = await test.database.worker.query<{ n: number }>('select n from effects where n > 100 order by n');
    expect(String(rows.length)).toBe((await checkpoints.read('race'))?.position);
  });

  it('is nothing that the app role may touch', async () => {
    const asApp = test.database.asMunicipality('alfa', (sql) => sql.query('select * from checkpoints'));
    await expect(asApp).rejects.toThrow('permission denied');
  });
});
