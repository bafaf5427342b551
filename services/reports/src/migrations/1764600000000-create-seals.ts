import { migrationContext, SealTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The chain of seals over the log, which shows whether anybody touched it. */
export class CreateSeals1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await SealTable.create(sql, schema, roles);
  }

  /** Without its seals nobody could prove that the log is what it was. */
  async down(): Promise<void> {
    throw new Error('Seals are not undone by a migration');
  }
}
