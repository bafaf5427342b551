import type { RefusalCode } from '@sportello/contracts';
import type { Aggregate, Recorded } from '@sportello/event-sourcing';
import { evolveAnsweringTime, type AnsweringTime } from '../domain/answering-time';
import { reportAggregate, type ReportCommand, type ReportEvent, type ReportState } from '../domain/report';
import type { Rightful } from './relations';

/** What `decide` knows of a report, and beside it what only rights and deadlines look at. */
export interface KnownReport {
  readonly state: ReportState;
  /** Whose it would be by the rules of its day; undefined before the submission. */
  readonly proposedDepartment?: string;
  /** ISO 8601, UTC. */
  readonly submittedAt?: string;
  /** What the deadline is made of; undefined before the submission. */
  readonly answeringTime?: AnsweringTime;
}

/** The part of it that rights look at. */
export function rightsOf({ state, proposedDepartment }: KnownReport): Rightful {
  const { visibility, department } = state;
  return { visibility, department: department ?? null, proposedDepartment: proposedDepartment ?? null };
}

/** A report as command handling reads it. */
export const knownReport: Aggregate<KnownReport, ReportCommand, ReportEvent, RefusalCode> = {
  catalogue: reportAggregate.catalogue,
  decider: {
    initialState: { state: reportAggregate.decider.initialState },
    decide: (command, { state }) => reportAggregate.decider.decide(command, state),
    evolve: (known, event) => ({
      ...known,
      ...learnt(known, event),
      state: reportAggregate.decider.evolve(known.state, event),
    }),
  },
};

function learnt({ answeringTime, state }: KnownReport, event: Recorded<ReportEvent>): Omit<KnownReport, 'state'> {
  const time = evolveAnsweringTime(answeringTime, event, state);
  const clock = time ? { answeringTime: time } : {};
  switch (event.type) {
    case 'report.submitted':
      return { ...clock, proposedDepartment: event.data.proposedDepartment, submittedAt: event.metadata.occurredAt };
    case 'report.reclassified':
      return { ...clock, proposedDepartment: event.data.proposedDepartment };
    default:
      return clock;
  }
}
