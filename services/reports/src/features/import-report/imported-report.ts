import type { RefusalCode } from '@sportello/contracts';
import { isRejection, reject, type Aggregate } from '@sportello/event-sourcing';
import { isBefore, type ReportCommand, type ReportEvent } from '../../domain/report';
import { knownReport, type KnownReport } from '../../rights/known-report';

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
    evolve: ({ known }, event) => ({
      known: knownReport.decider.evolve(known, event),
      latest: event.metadata.occurredAt,
    }),
  },
};
