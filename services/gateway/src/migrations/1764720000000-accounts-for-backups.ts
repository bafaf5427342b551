import { migrationContext, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A backup holds the accounts of every Comune, of those too whose file is away: the worker reads and restores them. */
export class AccountsForBackups1764720000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    const [app, worker] = ['select, insert, update, delete', 'select, insert, delete'];
    await protectTable(sql, { schema, table: 'accounts', app, worker, roles });
  }

  async down(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await protectTable(sql, { schema, table: 'accounts', app: 'select, insert, update, delete', roles });
  }
}
