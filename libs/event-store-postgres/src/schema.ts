import type { SqlExecutor } from '@sportello/event-sourcing';
import { appendFunction } from './append-function';
import { logNames } from './log-names';

/**
 * Creates the log in an existing schema, as the schema's owner; does nothing where it is already there.
 *
 * The table is written in position order and read in position order, so replay reads it front to back. The primary key answers
 * both "where does this stream stand" and "the events of this stream" from one place of one index.
 * Nobody may update or delete: there is no grant for it.
 */
export async function createEventStore(sql: SqlExecutor, schema: string): Promise<void> {
  const { events, log } = logNames(schema);
  await sql.query(`
    create table if not exists ${log} (
      only_row boolean primary key default true check (only_row),
      log_id uuid not null default gen_random_uuid(),
      created_at timestamptz not null default now()
    )`);
  await sql.query(`insert into ${log} default values on conflict do nothing`);
  await sql.query(`
    create table if not exists ${events} (
      municipality_id text collate "C" not null,
      stream text collate "C" not null,
      revision integer not null check (revision >= 0),
      position bigint not null,
      event_id uuid not null,
      type text collate "C" not null,
      data text not null,
      metadata text not null,
      constraint events_pkey primary key (municipality_id, stream, revision),
      constraint events_position_key unique (position)
    )`);
  await sql.query(appendFunction(schema));
  await sql.query(`revoke all on function ${signature(schema)} from public`);
}

/** Lets `workerRole` read and append, for every municipality, and nobody else: row-level security holds for the owner too. */
export async function grantEventStore(sql: SqlExecutor, schema: string, workerRole: string): Promise<void> {
  const { events, log } = logNames(schema);
  const role = `"${workerRole.replaceAll('"', '""')}"`;
  await sql.query(`grant usage on schema ${schema} to ${role}`);
  await sql.query(`grant select on ${log} to ${role}`);
  await sql.query(`grant select, insert on ${events} to ${role}`);
  await sql.query(`grant execute on function ${signature(schema)} to ${role}`);
  await sql.query(`alter table ${events} enable row level security`);
  await sql.query(`alter table ${events} force row level security`);
  await sql.query(`drop policy if exists worker on ${events}`);
  await sql.query(`create policy worker on ${events} to ${role} using (true) with check (true)`);
}

function signature(schema: string): string {
  return `${logNames(schema).append}(text[], text[], integer[], boolean[], uuid[], text[], text[], text[], boolean)`;
}
