import { migrationContext, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The record of who opened whose personal data. The service may add to it and read it; nothing of the product changes or removes a row. */
export class PersonalDataReads1765010000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table personal_data_reads (
      municipality_id text not null,
      at timestamptz not null,
      id uuid not null default gen_random_uuid(),
      actor_kind text not null check (actor_kind in ('staff', 'service')),
      actor_id text not null,
      what text[] not null check (cardinality(what) > 0),
      route text not null,
      codes text[] not null check (cardinality(codes) > 0),
      primary key (municipality_id, at, id)
    )`);
    await sql.query(
      'create index personal_data_reads_actor on personal_data_reads (municipality_id, actor_id, at, id)',
    );
    await sql.query('create index personal_data_reads_codes on personal_data_reads using gin (codes)');
    const [app, worker] = ['select', 'select, insert'];
    await protectTable(sql, { schema, table: 'personal_data_reads', app, worker, roles });
  }

  /** Who read what cannot be found out again. */
  async down(): Promise<void> {
    throw new Error('The record of reads is not undone by a migration');
  }
}
