import { migrationContext, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who follows reports without having sent them. A primary record: a wish of today, and no stream of events. */
export class CreateFollows1765200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table ${schema}.follows (
      municipality_id text not null,
      id uuid not null,
      request_hmac text not null,
      address_hmac text not null,
      token_hash text not null,
      sealed text not null,
      language text not null,
      codes text[] not null,
      created_at timestamptz not null,
      confirmed_at timestamptz,
      primary key (municipality_id, id),
      unique (municipality_id, token_hash)
    )`);
    await sql.query(`comment on column ${schema}.follows.sealed is
      'the address, under a key of this follow in the keyring of reports; the row goes when the follow ends'`);
    await sql.query(`create index follows_address on ${schema}.follows (municipality_id, address_hmac)`);
    await sql.query(`create index follows_codes on ${schema}.follows using gin (codes)`);
    await sql.query(
      `create index follows_pending on ${schema}.follows (municipality_id, created_at) where confirmed_at is null`,
    );
    await protectTable(sql, { schema, table: 'follows', worker: 'select, insert, update, delete', roles });
  }

  async down(): Promise<void> {
    throw new Error('Without this table nobody could stop what they follow');
  }
}
