import {
  DEFAULT_PAGE_SIZE,
  mayWith,
  type Actor,
  type DeadLetter,
  type DeadLettersQuery,
  type ListPage,
} from '@sportello/contracts';
import type { SqlExecutor } from '@sportello/event-sourcing';
import { Refused } from '@sportello/messaging';
import type { Database } from '@sportello/postgres';

/** What could not be delivered, newest first: for the front office its own municipality's, for services all. @throws Refused */
export async function deadLetters(
  database: Database,
  actor: Actor,
  query: DeadLettersQuery,
): Promise<ListPage<DeadLetter>> {
  const read = (municipality: string | undefined) => (sql: SqlExecutor) =>
    readPage(database.schema, sql, municipality, query);
  if (actor.kind === 'service') return read(query.municipalityId)(database.worker);
  if (actor.kind === 'staff' && mayWith(actor.roles, 'deadLetters')) {
    return database.asMunicipality(actor.municipalityId, read(actor.municipalityId));
  }
  throw new Refused({ code: 'NOT_ALLOWED', detail: 'dead letters are for operators' });
}

async function readPage(
  schema: string,
  sql: SqlExecutor,
  municipality: string | undefined,
  query: DeadLettersQuery,
): Promise<ListPage<DeadLetter>> {
  const { page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
  const { rows } = await sql.query<
    Omit<DeadLetter, 'occurredAt'> & { readonly occurredAt: Date; readonly total: string }
  >(
    `select municipality_id as "municipalityId", event_id as "eventId", recipient, channel, code, template, attempts, last_error as error,
            occurred_at as "occurredAt", count(*) over () as total
       from ${schema}.deliveries
      where state = 'dead' and ($1::text is null or municipality_id = $1)
      order by occurred_at desc, event_id, recipient, channel limit $2 offset $3`,
    [municipality ?? null, pageSize, (page - 1) * pageSize],
  );
  const items = rows.map(({ total: _, occurredAt, ...letter }) => ({
    ...letter,
    occurredAt: occurredAt.toISOString(),
  }));
  return { items, page, pageSize, total: Number(rows[0]?.total ?? 0) };
}
