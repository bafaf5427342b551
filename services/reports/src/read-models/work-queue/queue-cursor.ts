import type { Actor, WorkQueueQuery } from '@sportello/contracts';
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
  return cursors.asked<QueuePlace>(query, listOf(query, actor));
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
