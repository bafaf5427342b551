import type { RefusalCode } from '@sportello/contracts';
import type { Aggregate, Recorded } from '@sportello/event-sourcing';
import { evolveAnsweringTime, type AnsweringTime } from '../domain/answering-time';
import {
  reportAggregate,
  type Coordinates,
  type ReportChannel,
  type ReportCommand,
  type ReportEvent,
  type ReportState,
} from '../domain/report';
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
  /** What routing rules look at, besides kind and category; undefined before the submission. `sealedText`: of the submission, with its answers. */
  readonly routable?: {
    readonly channel: ReportChannel;
    readonly location: Coordinates | undefined;
    readonly sealedText: string;
    /** A person has said how urgent it is. */
    readonly priorityByHand: boolean;
  };
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

function learnt(
  { answeringTime, state, proposedDepartment, routable }: KnownReport,
  event: Recorded<ReportEvent>,
): Omit<KnownReport, 'state'> {
  const time = evolveAnsweringTime(answeringTime, event, state);
  const clock = time ? { answeringTime: time } : {};
  switch (event.type) {
    case 'report.submitted': {
      const { channel, location, sealedText } = event.data;
      return {
        ...clock,
        proposedDepartment: event.data.proposedDepartment,
        submittedAt: event.metadata.occurredAt,
        routable: { channel, location, sealedText, priorityByHand: false },
      };
    }
    case 'report.reclassified':
      return { ...clock, proposedDepartment: event.data.proposedDepartment };
    case 'report.relocated': {
      const proposed = event.data.proposedDepartment ?? proposedDepartment;
      return {
        ...clock,
        ...(proposed === undefined ? {} : { proposedDepartment: proposed }),
        ...(routable && { routable: { ...routable, location: event.data.location } }),
      };
    }
    case 'report.prioritised':
      return { ...clock, ...(routable && { routable: { ...routable, priorityByHand: true } }) };
    default:
      return clock;
  }
}
