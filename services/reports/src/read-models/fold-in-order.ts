import { parseStreamName, type Recorded } from '@sportello/event-sourcing';
import type { ReportEventOf } from '../domain/report/events';
import type { LaterReportEvent } from './report-progress';
import type { ReportRow, RowFold } from './row-table';

/** How a row is made by the submission of its report, and changed by what follows. */
export interface RowSteps<Row extends ReportRow> {
  readonly submitted: (event: Recorded<ReportEventOf<'report.submitted'>>, municipalityId: string) => Row;
  /** The revision of the row is seen to. */
  readonly later: (row: Row, event: LaterReportEvent, revision: number) => Row;
}

/**
 * A fold that meets every event of a report, each in its turn. It throws an Error when the event is not the next of its stream: what was skipped
 * must be seen, not papered over.
 */
export function foldInOrder<Row extends ReportRow>({ submitted, later }: RowSteps<Row>): RowFold<Row> {
  return (row, event, { stream, revision }) => {
    const expected = row === undefined ? 0 : row.revision + 1;
    if (revision !== expected) throw new Error(`Revision ${revision} of ${stream} where ${expected} was next`);
    if (row === undefined) {
      if (event.type !== 'report.submitted') throw new Error(`${stream} begins with ${event.type}`);
      return submitted(event, parseStreamName(stream).municipalityId);
    }
    if (event.type === 'report.submitted') throw new Error(`${stream} was submitted twice`);
    return { ...later(row, event, revision), revision };
  };
}
