import { migrationContext, PostgresCheckpoints, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What files there are and what opens them; the files themselves lie in the store. And how far the feed was read that says which must go. */
export class Attachments1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table attachments (
      municipality_id text not null,
      id uuid not null,
      state text not null check (state in ('temporary', 'bound', 'blanked')),
      code text,
      kind text not null check (kind in ('image', 'document')),
      type text not null,
      bytes integer not null,
      width integer,
      height integer,
      wrapped_key text,
      content_hmac text,
      uploaded_at timestamptz not null,
      primary key (municipality_id, id),
      check ((state = 'blanked') = (wrapped_key is null)),
      check (state = 'temporary' or code is not null)
    )`);
    await sql.query('create index attachments_of_report on attachments (municipality_id, code) where code is not null');
    await sql.query(`create index attachments_without_report on attachments (uploaded_at) where state = 'temporary'`);
    await protectTable(sql, {
      schema,
      table: 'attachments',
      app: 'select, insert, update',
      worker: 'select, insert, update, delete',
      roles,
    });
    await PostgresCheckpoints.create(sql, schema, roles);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table attachments');
    await runner.query('drop table checkpoints');
  }
}
