import type { Actor, WorkQueueQuery } from '@sportello/contracts';
import { Refused } from '@sportello/messaging';
import type { ListCursors } from '../list-cursors';
import type { KeyValue } from './work-queue.order';

/** Where a page of a list ended. */
export interface QueuePlace {
  /** Of the last row shown, by what the list is sorted by. */
  readonly keys: readonly KeyValue[];
  /** Of the database, when the list was begun: what moved since was shown already, or is found when it is begun again. */
  readonly snapshot: string;
  /** The clock then: what counts as overdue does not change from page to page. ISO 8601. */
  readonly now: string;
  /** The number of the page that ended there. */
  readonly page: number;
}

/** Where the query's cursor leads; undefined without one. @throws Refused `INVALID_REQUEST` for one of another list, or another's */
export function placeAsked(cursors: ListCursors, query: WorkQueueQuery, actor: Actor): QueuePlace | undefined {
  const { cursor, page } = query;
  if (cursor === undefined) return undefined;
  if (page !== undefined) throw refused('page', 'page cannot be asked for together with cursor');
  const place = cursors.read<QueuePlace>(cursor, listOf(query, actor));
  if (place) return place;
  throw refused(
    'cursor',
    'cursor is not of this list, with these filters and this order, for you. Ask for the list without cursor and follow its links',
  );
}

/** The cursor that leads behind this place. */
export function cursorTo(cursors: ListCursors, place: QueuePlace, query: WorkQueueQuery, actor: Actor): string {
  return cursors.write(place, listOf(query, actor));
}

/** What makes it one list: everything that is asked but how much of it, and who asks. */
function listOf(query: WorkQueueQuery, actor: Actor): object {
  const { cursor: _cursor, page: _page, pageSize: _pageSize, counts: _counts, sort = 'overdue', ...filters } = query;
  const reader = actor.kind === 'service' ? {} : { municipality: actor.municipalityId };
  const asked = Object.entries(filters).filter(([, value]) => value !== undefined);
  return {
    list: 'work-queue',
    ...reader,
    reader: actor.kind === 'anonymous' ? '' : actor.id,
    sort,
    filters: Object.fromEntries(asked),
  };
}

function refused(field: string, message: string): Refused {
  return new Refused({ code: 'INVALID_REQUEST', errors: [{ field, message }] });
}
