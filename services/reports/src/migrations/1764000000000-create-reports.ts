import { createEventStore, grantEventStore } from '@sportello/event-store-postgres';
import { Keyring, migrationContext, PostgresCheckpoints, ProjectionRunner } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The schema of the log. */
export const EVENT_STORE_SCHEMA = 'event_store';
/** The schema of the keys, backed up apart from the log that they open. */
export const KEYRING_SCHEMA = 'keyring';

/** The log, the keyring, and what readers of the log remember. Read models are not here: their runner makes them from their version. */
export class CreateReports1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await createEventStore(sql, EVENT_STORE_SCHEMA);
    await grantEventStore(sql, EVENT_STORE_SCHEMA, roles.worker);
    await Keyring.create(sql, KEYRING_SCHEMA, roles);
    await PostgresCheckpoints.create(sql, schema, roles);
    await ProjectionRunner.create(sql, schema, roles);
  }

  /** The log and its keys are the only truth about every report: no migration takes them back. */
  async down(): Promise<void> {
    throw new Error('The log is not undone by a migration');
  }
}
