import type { StoredEvent } from '@sportello/event-sourcing';
import { logNames } from './log-names';
import { formatPosition } from './position';
import type { PreparedStatement } from './prepared-call';

/** The hot questions to the log; `log-table.int-spec.ts` shows that each is answered from an index. */
export interface ReadStatements {
  readonly logId: PreparedStatement<string>;
  readonly head: PreparedStatement<number>;
  /** Municipality, stream, first revision, limit. */
  readonly stream: PreparedStatement<StoredEvent>;
  /** Municipalities and streams, side by side: all events of each. */
  readonly streams: PreparedStatement<StoredEvent>;
  /** After, up to and including, limit. */
  readonly all: PreparedStatement<StoredEvent>;
  /** After, up to and including, limit: events that stand under another municipality than their stream. */
  readonly misfiled: PreparedStatement<Pick<StoredEvent, 'stream' | 'revision'>>;
  /** After, up to and including, limit, prefixes. */
  readonly filtered: PreparedStatement<StoredEvent>;
}

const COLUMNS = 'stream, revision, position, event_id, type, data, metadata';

export function readStatements(schema: string): ReadStatements {
  const { events, log } = logNames(schema);
  const page = (filter: string): string =>
    `select ${COLUMNS} from ${events} where position > $1 and position <= $2${filter} order by position limit $3`;
  const streamText = `select ${COLUMNS} from ${events}
    where municipality_id = $1 and stream = $2 and revision >= $3 order by revision limit $4`;
  const streamsText = `select read.* from unnest($1::text[], $2::text[]) as asked (municipality, name) cross join lateral (
    select ${COLUMNS} from ${events} where municipality_id = asked.municipality and stream = asked.name order by revision) as read`;
  return {
    logId: { name: 'log-id', text: `select log_id from ${log}`, row: ([logId]) => logId ?? '' },
    head: { name: 'head', text: `select max(position) from ${events}`, row: ([head]) => Number(head ?? 0) },
    stream: { name: 'stream', text: streamText, row: storedEvent },
    streams: { name: 'streams', text: streamsText, row: storedEvent },
    all: { name: 'all', text: page(''), row: storedEvent },
    misfiled: {
      name: 'misfiled',
      text: `select stream, revision from ${events} where position > $1 and position <= $2
        and strpos(stream, '-' || municipality_id || '_') is distinct from strpos(stream, '-') order by position limit $3`,
      row: ([stream, revision]) => ({ stream: stream ?? '', revision: Number(revision) }),
    },
    filtered: { name: 'filtered', text: page(' and stream ^@ any($4::text[])'), row: storedEvent },
  };
}

/** No column may be null, so that nothing is looked at twice on the way of a long replay. */
function storedEvent(columns: readonly (string | null)[]): StoredEvent {
  const [stream, revision, position, eventId, type, data, metadata] = columns as readonly string[];
  return {
    stream: stream as string,
    revision: Number(revision),
    position: formatPosition(position as string),
    eventId: eventId as string,
    type: type as string,
    data: data as string,
    metadata: metadata as string,
  };
}
