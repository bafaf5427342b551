import { migrationContext } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many lines of the list of erasures each log is known to hold as events. Never part of a backup: it is of this copy of the log. */
export class CreateErasuresInLog1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table ${schema}.erasures_in_log (log_id text primary key, lines integer not null)`);
    await sql.query(`grant select, insert, update on ${schema}.erasures_in_log to "${roles.worker}"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { sql, schema } = await migrationContext(runner);
    await sql.query(`drop table ${schema}.erasures_in_log`);
  }
}
