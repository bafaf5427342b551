import { migrationContext, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The second factors of accounts, and which sessions were opened with one. */
export class SecondFactors1764900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table second_factors (
      municipality_id text not null,
      account_id uuid not null,
      sealed_secret text not null,
      confirmed_at timestamptz,
      last_step bigint,
      recovery_codes bytea[] not null default '{}',
      primary key (municipality_id, account_id),
      foreign key (municipality_id, account_id) references accounts (municipality_id, id) on delete cascade,
      check ((confirmed_at is null) = (last_step is null))
    )`);
    const [app, worker] = ['select, insert, update, delete', 'select, insert, delete'];
    await protectTable(sql, { schema, table: 'second_factors', app, worker, roles });
    await sql.query('alter table sessions add column second_factor boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sessions drop column second_factor');
    await runner.query('drop table second_factors');
  }
}
