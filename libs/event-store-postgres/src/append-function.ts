import { logNames } from './log-names';

/** The revision at which the stream of a row `r` stands; null when there is none. */
export function headOf(events: string): string {
  return `select e.revision from ${events} e
      where e.municipality_id = r.municipality and e.stream = r.stream
      order by e.revision desc limit 1`;
}

/**
 * The function that writes one batch: requests of different streams, each with one or more events in order.
 *
 * One array element per event. `firsts` marks the first event of each request; the revision before it is the one the request
 * expects. Answers `base`, the last position before the batch. When every stream stood where expected, `heads` and `known` are
 * null and the events follow `base` one by one. Else both have one element per request: `heads` the revision a refused request
 * met, `known` the position of the last event of a request that had been appended before; both null for one that was accepted.
 *
 * VOLATILE under READ COMMITTED, statement by statement: each statement after the lock sees everything that committed before the
 * lock was given. In one single statement the snapshot would be older than the lock. The lock ends with the
 * transaction, which is this one call, so positions become visible in their order and no reader can pass a gap.
 *
 * With `wake`, listeners hear of it once it is committed.
 *
 * `with ordinality` carries the order: positions are computed from it, not drawn while rows happen to be inserted.
 */
export function appendFunction(schema: string): string {
  const { events, append, channel } = logNames(schema);
  return `
create or replace function ${append}(
  municipalities text[], streams text[], revisions integer[], firsts boolean[],
  ids uuid[], types text[], datas text[], metadatas text[], wake boolean,
  out base bigint, out heads integer[], out known bigint[]
) language plpgsql volatile as $function$
declare
  left_out text[];
begin
  perform pg_advisory_xact_lock(hashtextextended('${append}', 0));

  select coalesce(max(e.position), 0) into base from ${events} e;

  if not exists (
    select from unnest(municipalities, streams, revisions, firsts) as r(municipality, stream, revision, is_first)
    where r.is_first and r.revision - 1 <> coalesce((
      ${headOf(events)}), -1)
  ) then
    insert into ${events} (municipality_id, stream, revision, position, event_id, type, data, metadata)
    select r.municipality, r.stream, r.revision, base + r.n, r.id, r.type, r.data, r.metadata
    from unnest(municipalities, streams, revisions, ids, types, datas, metadatas) with ordinality
      as r(municipality, stream, revision, id, type, data, metadata, n);
  else
    with request as (
      select r.municipality, r.stream, r.revision - 1 as expected, r.n, coalesce((
      ${headOf(events)}), -1) as head
      from unnest(municipalities, streams, revisions, firsts) with ordinality
        as r(municipality, stream, revision, is_first, n)
      where r.is_first
    ), answer as (
      select q.*, case when q.head > q.expected then (
        select case when bool_and(e.event_id is not distinct from r.id) then max(e.position) end
        from unnest(municipalities, streams, revisions, ids) as r(municipality, stream, revision, id)
        left join ${events} e
          on e.municipality_id = r.municipality and e.stream = r.stream and e.revision = r.revision
        where r.stream = q.stream) end as known_at
      from request q
    )
    select array_agg(case when a.head <> a.expected and a.known_at is null then a.head end order by a.n),
      array_agg(a.known_at order by a.n),
      array_agg(a.stream) filter (where a.head <> a.expected)
    into heads, known, left_out from answer a;

    insert into ${events} (municipality_id, stream, revision, position, event_id, type, data, metadata)
    select r.municipality, r.stream, r.revision, base + row_number() over (order by r.n),
      r.id, r.type, r.data, r.metadata
    from unnest(municipalities, streams, revisions, ids, types, datas, metadatas) with ordinality
      as r(municipality, stream, revision, id, type, data, metadata, n)
    where r.stream <> all (left_out);
  end if;

  if wake then
    perform pg_notify('${channel}', '');
  end if;
end
$function$`;
}
