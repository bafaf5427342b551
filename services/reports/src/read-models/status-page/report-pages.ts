import { Injectable } from '@nestjs/common';
import { viewOf } from '@sportello/event-sourcing';
import { Parts } from '../../parts';
import { readReport, type ReportFact } from '../../report-log';
import { foldReportPage, withoutFiles, withoutText, type ReportPageRow } from './report-page.fold';
import { statusPage, statusPageTable } from './status-page.projection';

/** Finds the row of one report: in the read model, else, when that has not seen it yet, in the log. */
@Injectable()
export class ReportPages {
  constructor(private readonly parts: Parts) {}

  /**
   * The report today, and the row to show: today's, or that of another day (ISO 8601). Facts are of the day that was asked for; who may
   * see them, and what was taken out since, is decided today. Undefined when the report is not there, or was not there yet.
   */
  async find(
    municipalityId: string,
    code: string,
    day?: string,
  ): Promise<{ readonly today: ReportPageRow; readonly shown: ReportPageRow } | undefined> {
    const today = await this.today(municipalityId, code);
    const row = today && day !== undefined ? await this.asOf(municipalityId, code, day) : today;
    return today && row && { today, shown: day === undefined ? row : asSeenToday(row, today) };
  }

  private async today(municipalityId: string, code: string): Promise<ReportPageRow | undefined> {
    const view = `${this.parts.database.schema}.${viewOf(statusPage)}`;
    const { rows } = await this.parts.database.asMunicipality(municipalityId, (sql) =>
      sql.query<ReportPageRow>(
        `select ${statusPageTable.selection} from ${view} where municipality_id = $1 and code = $2`,
        [municipalityId, code],
        { name: 'report-page' },
      ),
    );
    const [row] = rows;
    return row ? statusPageTable.toRow(row) : this.fromLog(municipalityId, code);
  }

  /** The row as the log alone makes it: a read model may be moments behind. */
  async fromLog(municipalityId: string, code: string): Promise<ReportPageRow | undefined> {
    return foldAll(await readReport(this.parts.store, municipalityId, code));
  }

  /** The row made of what had happened by `asOf` (ISO 8601); undefined when the report was not there yet. */
  private async asOf(municipalityId: string, code: string, asOf: string): Promise<ReportPageRow | undefined> {
    const facts = await readReport(this.parts.store, municipalityId, code);
    const happened = facts.filter(({ event }) => Date.parse(event.metadata.occurredAt) <= Date.parse(asOf));
    return happened[0] === facts[0] ? foldAll(happened) : undefined;
  }
}

/** Facts of the day; rights, and the words that the public reads, of today. */
function asSeenToday(row: ReportPageRow, today: ReportPageRow): ReportPageRow {
  const { visibility, redacted, filesErased, sealedText, moderated } = today;
  const steps = new Map(today.timeline.map((step) => [step.revision, step]));
  const timeline = row.timeline.map((step) => ({ ...(steps.get(step.revision) ?? step), status: step.status }));
  const worded = { ...row, visibility, sealedText, moderated, timeline };
  const shown = filesErased ? withoutFiles(worded) : worded;
  return redacted ? withoutText(shown) : shown;
}

/** An import may date an event before its elders, so what is left is numbered anew for the fold; row and steps keep the revisions of the log. */
function foldAll(facts: readonly ReportFact[]): ReportPageRow | undefined {
  const row = facts.reduce<ReportPageRow | undefined>(
    (before, { stored, event }, revision) => foldReportPage(before, event, { stream: stored.stream, revision }),
    undefined,
  );
  const last = facts.at(-1);
  const stored = (revision: number): number => facts[revision]?.stored.revision ?? revision;
  const timeline = row?.timeline.map((step) => ({ ...step, revision: stored(step.revision) }));
  return row && last && timeline && { ...row, timeline, revision: last.stored.revision };
}
