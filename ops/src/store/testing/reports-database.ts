import { createEventStore, grantEventStore, PostgresEventStore } from '@sportello/event-store-postgres';
import {
  Keyring,
  migrationContext,
  PostgresCheckpoints,
  ProjectionRunner,
  protectTable,
  SealTable,
} from '@sportello/postgres';
import { testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the reports service keeps, without its read models. */
export class ReportsTables1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await createEventStore(sql, 'event_store');
    await grantEventStore(sql, 'event_store', roles.worker);
    await Keyring.create(sql, 'keyring', roles);
    await PostgresCheckpoints.create(sql, schema, roles);
    await ProjectionRunner.create(sql, schema, roles);
    await SealTable.create(sql, schema, roles);
    await sql.query(`create table personal_data_reads (municipality_id text, at timestamptz, id uuid, codes text[],
      primary key (municipality_id, at, id))`);
    const [app, worker] = ['select', 'select, insert'];
    await protectTable(sql, { schema, table: 'personal_data_reads', app, worker, roles });
    await sql.query(`create table response_templates (municipality_id text, id uuid, title text, texts jsonb,
      primary key (municipality_id, id))`);
    await protectTable(sql, { schema, table: 'response_templates', app, worker, roles });
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

export interface ReportsDatabase extends TestDatabase {
  readonly store: PostgresEventStore;
}

/** A database of the reports service with an open and empty log. */
export async function reportsDatabase(): Promise<ReportsDatabase> {
  const test = await testDatabase('reports', { migrations: [ReportsTables1764000000000] });
  const store = await PostgresEventStore.open({ url: test.urls.worker, onError: () => undefined });
  return {
    ...test,
    store,
    async drop() {
      await store.close();
      await test.drop();
    },
  };
}
