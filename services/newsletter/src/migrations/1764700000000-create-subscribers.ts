import { Keyring, migrationContext, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SUBSCRIBER_KEYS } from '../subscribers/subscriber-keys';

/** Who reads the newsletter, and the keys that their addresses are sealed with. Nothing here is personal data in plain. */
export class CreateSubscribers1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await Keyring.create(sql, schema, roles, SUBSCRIBER_KEYS);
    await sql.query(`create table ${schema}.subscribers (
      municipality_id text not null,
      id uuid not null,
      email_hmac text not null,
      status text not null check (status in ('confirmed', 'unsubscribed')),
      sealed text,
      language text,
      consented_at timestamptz,
      created_at timestamptz,
      primary key (municipality_id, id),
      unique (municipality_id, email_hmac),
      check (status = 'unsubscribed' or num_nulls(sealed, language, consented_at, created_at) = 0)
    )`);
    await sql.query(`comment on column ${schema}.subscribers.sealed is
      'address, and where its owner agreed; consented_at is when (GDPR, art. 7.1). Null: erased'`);
    const rights = 'select, insert, update';
    await protectTable(sql, { schema, table: 'subscribers', app: rights, worker: rights, roles });
  }

  async down(): Promise<void> {
    throw new Error('Without this table those who do not want the newsletter any more would get it again');
  }
}
