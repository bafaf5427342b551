import { migrationContext } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An account may be closed without being forgotten: its id stands in the log. */
export class DisabledAccounts1764060000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql } = await migrationContext(runner);
    await sql.query('alter table accounts add column disabled_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table accounts drop column disabled_at');
  }
}
