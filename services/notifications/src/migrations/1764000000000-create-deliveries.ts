import { migrationContext, PostgresCheckpoints, protectTable, type MigrationContext } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom to tell, what was or is to be told, and the demo's mailbox. No table but that mailbox holds personal data in plain. */
export class CreateDeliveries1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const context = await migrationContext(runner);
    await PostgresCheckpoints.create(context.sql, context.schema, context.roles);
    await createReportRecipients(context);
    await createDeliveries(context);
    await createDevMailbox(context);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { sql, schema } = await migrationContext(runner);
    await sql.query(`drop table ${schema}.report_recipients, ${schema}.dev_mailbox`);
    // `deliveries` is a primary record: without it everything would be sent again.
  }
}

async function createReportRecipients({ sql, schema, roles }: MigrationContext): Promise<void> {
  await sql.query(`create table ${schema}.report_recipients (
    municipality_id text not null,
    code text not null,
    revision integer not null,
    type text not null,
    language text not null,
    visibility text not null,
    status text not null check (status in ('active', 'erased')),
    sealed_reporter text,
    duplicate_of text,
    primary key (municipality_id, code),
    check (status = 'active' or sealed_reporter is null)
  )`);
  await sql.query(
    `create index report_recipients_duplicates on ${schema}.report_recipients (municipality_id, duplicate_of) where duplicate_of is not null`,
  );
  await protectTable(sql, { schema, table: 'report_recipients', worker: 'select, insert, update', roles });
}

async function createDeliveries({ sql, schema, roles }: MigrationContext): Promise<void> {
  await sql.query(`create table ${schema}.deliveries (
    municipality_id text not null,
    event_id uuid not null,
    recipient text not null,
    channel text not null,
    code text not null,
    template text not null,
    parameters jsonb not null,
    language text not null,
    sealed_reporter text,
    sealed_text text,
    message_id text not null,
    occurred_at timestamptz not null,
    planned_at timestamptz not null default clock_timestamp(),
    state text not null check (state in ('due', 'sending', 'sent', 'suppressed', 'dead', 'blanked')),
    reason text,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default clock_timestamp(),
    lease uuid,
    in_doubt boolean not null default false,
    last_error text,
    sent_at timestamptz,
    primary key (municipality_id, event_id, recipient, channel),
    check ((state = 'sending') = (lease is not null)),
    check (state in ('due', 'sending', 'dead') or (sealed_reporter is null and sealed_text is null))
  )`);
  await sql.query(`comment on column ${schema}.deliveries.next_attempt_at is
    'due: when it may be tried; sending: when the lease ends and somebody else may try'`);
  await sql.query(`comment on column ${schema}.deliveries.in_doubt is 'an earlier try may have left'`);
  await sql.query(
    `create index deliveries_due on ${schema}.deliveries (next_attempt_at, occurred_at) where state in ('due', 'sending')`,
  );
  await sql.query(
    `create index deliveries_dead on ${schema}.deliveries (municipality_id, occurred_at) where state = 'dead'`,
  );
  await sql.query(`create index deliveries_recipient on ${schema}.deliveries (municipality_id, recipient)`);
  await sql.query(`create index deliveries_report on ${schema}.deliveries (municipality_id, code)`);
  await protectTable(sql, { schema, table: 'deliveries', app: 'select', worker: 'select, insert, update', roles });
}

/** Demo only, and in plain: it stands for the mailboxes of others. */
async function createDevMailbox({ sql, schema, roles }: MigrationContext): Promise<void> {
  await sql.query(`create table ${schema}.dev_mailbox (
    municipality_id text not null,
    message_id text not null unique,
    recipient text not null,
    channel text not null,
    address text not null,
    subject text not null,
    text text not null,
    html text not null,
    headers jsonb not null,
    at timestamptz not null,
    primary key (municipality_id, message_id)
  )`);
  await sql.query(`create index dev_mailbox_newest on ${schema}.dev_mailbox (at desc)`);
  await sql.query(`create index dev_mailbox_recipient on ${schema}.dev_mailbox (municipality_id, recipient)`);
  await protectTable(sql, { schema, table: 'dev_mailbox', worker: 'select, insert, delete', roles });
}
