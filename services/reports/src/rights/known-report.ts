import type { RefusalCode } from '@sportello/contracts';
import type { Aggregate, Recorded } from '@sportello/event-sourcing';
import { reportAggregate, type ReportCommand, type ReportEvent, type ReportState } from '../domain/report';
import type { Rightful } from './relations';

/** What `decide` knows of a report, and beside it what only rights and deadlines look at. */
export interface KnownReport {
  readonly state: ReportState;
  /** Whose it would be by the rules of its day; undefined before the submission. */
  readonly proposedDepartment?: string;
  /** ISO 8601, UTC. */
  readonly submittedAt?: string;
  /** The last time; the time to answer runs from here, else from the submission. */
  readonly reopenedAt?: string;
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
      ...learnt(event),
      state: reportAggregate.decider.evolve(known.state, event),
    }),
  },
};

function learnt(event: Recorded<ReportEvent>): Omit<KnownReport, 'state'> {
  const { occurredAt } = event.metadata;
  switch (event.type) {
    case 'report.submitted':
      return { proposedDepartment: event.data.proposedDepartment, submittedAt: occurredAt };
    case 'report.reclassified':
      return { proposedDepartment: event.data.proposedDepartment };
    case 'report.reopened':
      return { reopenedAt: occurredAt };
    default:
      return {};
  }
}
