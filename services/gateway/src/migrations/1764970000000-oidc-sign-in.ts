import { migrationContext, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sign-ins that are at a provider, and which account is whose there. */
export class OidcSignIn1764970000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table oidc_sign_ins (
      municipality_id text not null,
      state_hash bytea not null,
      browser_hash bytea not null,
      nonce text not null,
      code_verifier text not null,
      return_to text not null,
      expires_at timestamptz not null,
      primary key (municipality_id, state_hash)
    )`);
    await sql.query(`create table account_identities (
      municipality_id text not null,
      account_id uuid not null,
      identity bytea not null,
      primary key (municipality_id, account_id),
      unique (municipality_id, identity),
      foreign key (municipality_id, account_id) references accounts (municipality_id, id) on delete cascade
    )`);
    await protectTable(sql, { schema, table: 'oidc_sign_ins', app: 'select, insert, delete', roles });
    const [app, worker] = ['select, insert, delete', 'select, insert, delete'];
    await protectTable(sql, { schema, table: 'account_identities', app, worker, roles });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table account_identities');
    await runner.query('drop table oidc_sign_ins');
  }
}
