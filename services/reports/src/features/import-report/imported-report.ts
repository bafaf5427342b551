import type { RefusalCode } from '@sportello/contracts';
import { isRejection, reject, type Aggregate } from '@sportello/event-sourcing';
import { isBefore, type ReportCommand, type ReportEvent } from '../../domain/report';
import { knownReport, type KnownReport } from '../../rights/known-report';

/** What the Comune's own watch over deadlines adds as soon as a report is here: nothing that the other system's later steps would contradict. */
const BY_THE_WATCH: ReadonlySet<ReportEvent['type']> = new Set([
  'report.deadline-recomputed',
  'report.deadline-reminded',
  'report.escalated',
]);

/** A report, and when what happened to it last did. */
interface DatedReport {
  readonly known: KnownReport;
  /** ISO 8601, UTC. */
  readonly latest?: string;
}

/** A report as an import meets it: new, or there since an import before; the past is not rewritten. */
export const importedReport: Aggregate<DatedReport, ReportCommand, ReportEvent, RefusalCode> = {
  catalogue: knownReport.catalogue,
  decider: {
    initialState: { known: knownReport.decider.initialState },
    decide(command, { known, latest }) {
      const decision = knownReport.decider.decide(command, known);
      if (isRejection(decision) || decision.length === 0 || latest === undefined) return decision;
      const { occurredAt, now } = command.metadata;
      return isBefore(occurredAt ?? now, latest)
        ? reject(
            'INVALID_REQUEST',
            'Something happened to the report after the date of a new step: the past stays as it is',
          )
        : decision;
    },
    evolve: (before, event) => {
      const known = knownReport.decider.evolve(before.known, event);
      return BY_THE_WATCH.has(event.type) ? { ...before, known } : { known, latest: event.metadata.occurredAt };
    },
  },
};
