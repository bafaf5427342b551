import { migrationContext, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts of the staff and their sessions. */
export class AccountsAndSessions1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table accounts (
      municipality_id text not null,
      id uuid not null,
      email text not null check (email = lower(email)),
      name text not null,
      password_hash text not null,
      roles text[] not null,
      departments text[] not null,
      primary key (municipality_id, id),
      unique (municipality_id, email)
    )`);
    await sql.query(`create table sessions (
      municipality_id text not null,
      token_hash bytea not null,
      account_id uuid not null,
      expires_at timestamptz not null,
      primary key (municipality_id, token_hash),
      foreign key (municipality_id, account_id) references accounts (municipality_id, id) on delete cascade
    )`);
    await sql.query('create index sessions_by_account on sessions (municipality_id, account_id, expires_at)');
    await protectTable(sql, { schema, table: 'accounts', app: 'select, insert, update, delete', roles });
    await protectTable(sql, { schema, table: 'sessions', app: 'select, insert, update, delete', roles });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sessions');
    await runner.query('drop table accounts');
  }
}
