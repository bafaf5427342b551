import type { ReportEventType } from '../events';
import type { ReportRejectionCode } from '../rejections';
import type { ReportStatusValue } from '../state';

type Events = ReportEventType | 'report.reclassified + report.relocated';

/** The events that follow and the state after them, or the refusal. */
export type Cell = `${Events} -> ${ReportStatusValue}` | ReportRejectionCode;

/** What one command does in each state. */
export type Row = Readonly<Record<ReportStatusValue, Cell>>;
