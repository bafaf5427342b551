import {
  LANGUAGES,
  type Language,
  type ReportPublicEvent,
  type ReportType,
  type Visibility,
} from '@sportello/contracts';
import type { Recipient } from './plan-deliveries';

/** What we remember of a report in order to know whom to tell. */
export interface FollowedReport {
  readonly municipalityId: string;
  readonly code: string;
  /** Of the last event taken in: an event at or before it adds nothing. */
  readonly revision: number;
  readonly type: ReportType;
  readonly language: Language;
  readonly visibility: Visibility;
  readonly status: 'active' | 'erased';
  /** The rules of retention no longer let it be kept: nobody follows it any more. */
  readonly retentionOver: boolean;
  /** Absent when the reporter is unknown or was erased. */
  readonly sealedReporter?: string;
  /** While this is a duplicate, who follows it follows that report too. */
  readonly duplicateOf?: string;
}

/** The reports that a run of events is about, with all their duplicates. In memory; where they are kept is another's business. */
export class ReportBook {
  private readonly reports = new Map<string, FollowedReport>();
  private readonly duplicates = new Map<string, Set<string>>();
  private readonly touched = new Set<string>();

  constructor(reports: Iterable<FollowedReport> = []) {
    for (const report of reports) this.put(report);
  }

  /** True when the event was taken in before: a feed read again from an earlier place. */
  has(event: ReportPublicEvent): boolean {
    const report = this.reports.get(keyOf(event.municipalityId, event.code));
    return report !== undefined && event.revision <= report.revision;
  }

  /** Everyone who is told about this report: its reporter, and the reporters of its duplicates, and of theirs. */
  recipientsOf(municipalityId: string, code: string): readonly Recipient[] {
    const recipients: Recipient[] = [];
    const seen = new Set([code]);
    for (const next of seen) {
      const report = this.reports.get(keyOf(municipalityId, next));
      if (report?.sealedReporter !== undefined) {
        const { type, language, sealedReporter } = report;
        recipients.push({ code: next, type, language, sealedReporter });
      }
      for (const duplicate of this.duplicates.get(keyOf(municipalityId, next)) ?? []) seen.add(duplicate);
    }
    return recipients;
  }

  /** Takes an event in. Events of a report whose beginning is unknown are passed over. */
  apply(event: ReportPublicEvent): void {
    const known = this.reports.get(keyOf(event.municipalityId, event.code));
    const next = known ? evolve(known, event) : begin(event);
    if (!next) return;
    this.put(next);
    this.touched.add(keyOf(event.municipalityId, event.code));
  }

  /** The reports that `apply` wrote, as they are now. */
  changes(): readonly FollowedReport[] {
    return [...this.touched].flatMap((key) => this.reports.get(key) ?? []);
  }

  private put(report: FollowedReport): void {
    const key = keyOf(report.municipalityId, report.code);
    const before = this.reports.get(key)?.duplicateOf;
    if (before !== undefined) this.duplicates.get(keyOf(report.municipalityId, before))?.delete(report.code);
    if (report.duplicateOf !== undefined) {
      const target = keyOf(report.municipalityId, report.duplicateOf);
      const codes = this.duplicates.get(target) ?? new Set();
      this.duplicates.set(target, codes.add(report.code));
    }
    this.reports.set(key, report);
  }
}

function begin(event: ReportPublicEvent): FollowedReport | undefined {
  if (event.type !== 'report.submitted') return undefined;
  const { type, language, visibility, sealedReporter } = event.data;
  return {
    municipalityId: event.municipalityId,
    code: event.code,
    revision: event.revision,
    type,
    language: LANGUAGES.find((known) => known === language) ?? 'it',
    visibility,
    status: 'active',
    retentionOver: false,
    ...(sealedReporter === undefined ? {} : { sealedReporter }),
  };
}

function evolve(report: FollowedReport, event: ReportPublicEvent): FollowedReport {
  const next = {
    ...report,
    revision: event.revision,
    retentionOver: report.retentionOver || endsRetention(event),
  };
  switch (event.type) {
    case 'report.marked-duplicate':
      return { ...next, duplicateOf: event.data.of };
    case 'report.reopened':
      delete next.duplicateOf;
      return next;
    case 'report.visibility-set':
      return { ...next, visibility: event.data.visibility };
    case 'report.reporter-erased':
      delete next.sealedReporter;
      return { ...next, status: 'erased' };
    default:
      return next;
  }
}

/** It ended so long ago that even its reporter or its texts are forgotten: nobody who follows it need be kept. */
export function endsRetention(event: ReportPublicEvent): boolean {
  return (
    (event.type === 'report.text-redacted' || event.type === 'report.reporter-erased') &&
    event.data.reason === 'retention'
  );
}

function keyOf(municipalityId: string, code: string): string {
  return `${municipalityId}_${code}`;
}
