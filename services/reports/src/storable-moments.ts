import { readMoment } from '@sportello/contracts';
import type { Recorded } from '@sportello/event-sourcing';
import type { ReportEvent } from './domain/report';

const LAST = '2199-12-31T23:59:59.999Z';

/**
 * The event with times that every reader can store and compare. A time that is none, or one that PostgreSQL writes in another way than
 * we do, stands in the log for ever; it is read as the last one that there is, lest it stop the read models of everybody.
 */
export function withStorableMoments(event: Recorded<ReportEvent>): Recorded<ReportEvent> {
  const { metadata, data } = event;
  const occurredAt = storable(metadata.occurredAt);
  const dueBy = 'dueBy' in data ? storable(data.dueBy) : undefined;
  const same = occurredAt === metadata.occurredAt && (!('dueBy' in data) || dueBy === data.dueBy);
  if (same) return event;
  return {
    ...event,
    metadata: { ...metadata, occurredAt },
    data: dueBy === undefined ? data : { ...data, dueBy },
  } as Recorded<ReportEvent>;
}

function storable(moment: string): string {
  try {
    readMoment(moment);
    return moment;
  } catch (error) {
    if (error instanceof RangeError) return LAST;
    throw error;
  }
}
