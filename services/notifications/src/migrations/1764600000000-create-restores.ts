import { migrationContext } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When this installation was restored from a backup: what had been recorded by then is told to nobody any more. */
export class CreateRestores1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table ${schema}.restores (restored_at timestamptz primary key)`);
    await sql.query(`grant select, insert on ${schema}.restores to "${roles.worker}"`);
  }

  async down(): Promise<void> {
    throw new Error('Without the mark of a restore old news would be sent');
  }
}
