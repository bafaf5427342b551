import { migrationContext, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions that can be listed and ended one by one, accounts made once however often asked, and who is kept out for having guessed. */
export class SessionsToldApart1764980000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`alter table sessions
      add column id uuid not null default gen_random_uuid(),
      add column opened_at timestamptz not null default now(),
      add unique (municipality_id, id)`);
    await sql.query('alter table accounts add column request_hmac text');
    await sql.query(`create table sign_in_failures (
      municipality_id text not null,
      subject text not null,
      failures integer not null,
      last_at timestamptz not null,
      locked_until timestamptz,
      primary key (municipality_id, subject)
    )`);
    await sql.query('create index sign_in_failures_by_age on sign_in_failures (municipality_id, last_at)');
    await protectTable(sql, { schema, table: 'sign_in_failures', app: 'select, insert, update, delete', roles });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sign_in_failures');
    await runner.query('alter table accounts drop column request_hmac');
    await runner.query('alter table sessions drop column id, drop column opened_at');
  }
}
