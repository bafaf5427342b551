import type { Recorded } from '@sportello/event-sourcing';
import type { ReportEvent, ReportState } from './report';

/** From when to when the clock stood; ISO 8601, UTC. */
export interface Wait {
  readonly from: string;
  readonly to: string;
}

/** What moved a report's deadline since its time to answer began to run. */
export interface AnsweringTime {
  /** The submission, or the last reopening. ISO 8601, UTC. */
  readonly since: string;
  /** The waits that moved the deadline. */
  readonly waits: readonly Wait[];
  /** The last deadline that a person set, and the waits that have moved it since. */
  readonly byHand?: { readonly dueBy: string; readonly waits: readonly Wait[] };
}

/** @param before the report before the event; the deadline that an event finds says whether a person moved it, or a wait did */
export function evolveAnsweringTime(
  time: AnsweringTime | undefined,
  event: Recorded<ReportEvent>,
  before: ReportState,
): AnsweringTime | undefined {
  const { occurredAt } = event.metadata;
  switch (event.type) {
    case 'report.submitted':
    case 'report.reopened':
      return { since: occurredAt, waits: [] };
    case 'report.deadline-changed':
      return time && { ...time, byHand: { dueBy: event.data.dueBy, waits: [] } };
    case 'report.assigned':
      return time && event.data.dueBy !== before.dueBy
        ? { ...time, byHand: { dueBy: event.data.dueBy, waits: [] } }
        : time;
    case 'report.information-provided':
    case 'report.information-request-cancelled':
      // a wait that began after the deadline moves nothing
      return time && before.waiting && Date.parse(before.waiting.since) <= Date.parse(before.dueBy)
        ? afterWait(time, { from: before.waiting.since, to: occurredAt })
        : time;
    default:
      return time;
  }
}

function afterWait(time: AnsweringTime, wait: Wait): AnsweringTime {
  const { waits, byHand } = time;
  return {
    ...time,
    waits: [...waits, wait],
    ...(byHand ? { byHand: { ...byHand, waits: [...byHand.waits, wait] } } : {}),
  };
}
