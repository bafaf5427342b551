import { Injectable } from '@nestjs/common';
import type { ReportEvent } from '../../domain/report';
import { Parts } from '../../parts';
import { UNRECORDED } from '../../personal-data/reads/reading';
import type { OpenedText } from '../../personal-data/sealed-texts';
import { readReport } from '../../report-log';

/** A text that others than the office read: as it was written, and as they read it now. Empty once its key is gone. */
export interface PublicWording {
  readonly original: OpenedText;
  readonly now: OpenedText;
}

/** Finds what others read of a report, in its stream. */
@Injectable()
export class PublicWordings {
  constructor(private readonly parts: Parts) {}

  /** Undefined when the event at `revision` is not there, or shows no text to others. */
  async of(municipalityId: string, code: string, revision: number): Promise<PublicWording | undefined> {
    const facts = await readReport(this.parts.store, municipalityId, code);
    const target = facts.find(({ stored }) => stored.revision === revision);
    const first = target && shownText(target.event);
    if (first === undefined) return undefined;
    const last = facts.findLast(
      ({ event }) => event.type === 'report.text-moderated' && event.data.revision === revision,
    );
    const latest = last && sealedIn(last.event);
    const [original = {}, now = original] = await this.parts.texts.open(
      [
        { municipalityId, code, sealed: first },
        { municipalityId, code, sealed: latest },
      ],
      UNRECORDED,
    );
    return { original, now };
  }
}

/** What the page shows to the reporter or to everybody. Offices write the rest to each other. */
function shownText(event: ReportEvent): string | undefined {
  switch (event.type) {
    case 'report.submitted':
    case 'report.information-requested':
    case 'report.information-request-cancelled':
    case 'report.information-provided':
    case 'report.resolved':
    case 'report.rejected':
    case 'report.withdrawn':
    case 'report.reopened':
      return sealedIn(event);
    case 'report.note-added':
      return event.data.public ? sealedIn(event) : undefined;
    default:
      return undefined;
  }
}

function sealedIn(event: ReportEvent): string | undefined {
  return 'sealedText' in event.data ? event.data.sealedText : undefined;
}
