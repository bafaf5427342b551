import { createEventStore, grantEventStore } from '@sportello/event-store-postgres';
import { migrationContext, PostgresCheckpoints, ProjectionRunner, SealTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the stores and runners under measure need: the log and the bookkeeping of projections, as the reports service has them. */
export class LogOfTheBench1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await createEventStore(sql, 'event_store');
    await grantEventStore(sql, 'event_store', roles.worker);
    await PostgresCheckpoints.create(sql, schema, roles);
    await ProjectionRunner.create(sql, schema, roles);
    await SealTable.create(sql, schema, roles);
  }

  async down(): Promise<void> {
    throw new Error('The log is never taken back');
  }
}
