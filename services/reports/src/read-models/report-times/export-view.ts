import type { ExportedReport, OpenReport } from '@sportello/contracts';
import { DateTime } from 'luxon';
import { given } from '../sealed-view';
import { centreOf } from './grid-cell';
import type { ReportTimesRow } from './report-times.fold';

/** What an export pages by. */
export interface Placed {
  readonly code: string;
  readonly submittedAt: Date;
}

interface Times extends Placed, Pick<ReportTimesRow, 'category' | 'status' | 'outcome'> {
  readonly type: ReportTimesRow['kind'];
  readonly department: string;
  readonly assignedAt: Date | null;
  readonly endedAt: Date | null;
}

/** As `exportSql` selects it. */
export interface ExportRow extends Times, Pick<ReportTimesRow, 'channel' | 'visibility' | 'lat' | 'lon'> {
  readonly dueBy: Date;
}

/** As `openDataSql` selects it. */
export interface OpenRow extends Times, Pick<ReportTimesRow, 'cellRow' | 'cellColumn'> {}

export function exported(row: ExportRow): ExportedReport {
  const { code, type, category, status, channel, visibility, department, submittedAt, dueBy } = row;
  return {
    code,
    type,
    category,
    status,
    channel,
    visibility,
    department,
    submittedAt: submittedAt.toISOString(),
    dueBy: dueBy.toISOString(),
    ...given({
      assignedAt: row.assignedAt?.toISOString(),
      endedAt: row.endedAt?.toISOString(),
      outcome: row.outcome,
      lat: row.lat,
      lon: row.lon,
    }),
  };
}

/** @param timeZone of the Comune, IANA */
export function openReport(row: OpenRow, timeZone: string): OpenReport {
  const { type, category, status, department, cellRow, cellColumn } = row;
  const square = cellRow === null || cellColumn === null ? undefined : centreOf({ cellRow, cellColumn });
  const day = (at: Date | null): string | undefined =>
    at === null ? undefined : (DateTime.fromJSDate(at, { zone: timeZone }).toISODate() ?? undefined);
  return {
    type,
    category,
    status,
    department,
    submittedOn: day(row.submittedAt) ?? '',
    ...given({
      assignedOn: day(row.assignedAt),
      endedOn: day(row.endedAt),
      outcome: row.outcome,
      lat: square && rounded(square.lat),
      lon: square && rounded(square.lon),
    }),
  };
}

/** To about a metre: more would only look exact. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
