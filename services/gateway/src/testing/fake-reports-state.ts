import {
  HINTS,
  type Actor,
  type PersonalDataRead,
  type PublicEvent,
  type ReportExportPage,
  type ReportPage,
} from '@sportello/contracts';
import type { Bus, RequestMetadata } from '@sportello/messaging';

/** A report as the fake remembers it. */
export interface HeldReport {
  page: ReportPage;
  readonly token: string;
  readonly handled: Map<string, string | undefined>;
}

/** What the reports service of a test holds and was told. */
export class FakeReportsState {
  readonly reports = new Map<string, HeldReport>();
  readonly heard: {
    readonly subject: string;
    readonly message: object;
    readonly actor: Actor;
    readonly metadata: RequestMetadata;
  }[] = [];
  /** When set, every request fails with this error. */
  failure: Error | undefined;
  /** The record of who read what. */
  readonly reads: PersonalDataRead[] = [];
  /** Codes of reports whose keys are gone. */
  readonly erased = new Set<string>();
  /** The reports of whoever is asked for by contact. */
  readonly ofContact: { readonly code: string; readonly submittedAt: string }[] = [];
  /** Of each report that is exported, by the revision that is asked for. */
  readonly exportPages: ReportExportPage[] = [];
  /** What the erasure feed tells. */
  readonly erasures: PublicEvent[] = [];
  bus: Bus | undefined;

  /** The report's reporter is erased, and whoever follows is told. */
  erase(code: string, municipalityId: string): void {
    this.erased.add(code);
    const at = '2026-03-02T10:00:00.000Z';
    const head = { eventId: code, position: String(this.erasures.length + 1), revision: 1, imported: false, data: {} };
    this.erasures.push({
      ...head,
      type: 'report.reporter-erased',
      municipalityId,
      code,
      occurredAt: at,
      recordedAt: at,
    });
    this.bus?.hint(HINTS.reportFeedGrew, {});
  }

  hear(subject: string, message: object, actor: Actor, metadata: RequestMetadata): void {
    if (this.failure !== undefined) throw this.failure;
    this.heard.push({ subject, message, actor, metadata });
  }

  hint(code: string, municipalityId: string, revision: number): void {
    this.bus?.hint(HINTS.reportViewAdvanced, { municipalityId, code, revision });
  }
}
