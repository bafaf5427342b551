import { letStreamsBeSkipped, migrationContext } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Operators may decide to go on without a stream that a read model cannot take. */
export class SkipParkedStreams1764060000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema } = await migrationContext(runner);
    await letStreamsBeSkipped(sql, schema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table parked_streams drop column skipped');
  }
}
