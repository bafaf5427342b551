import { createHash } from 'node:crypto';
import {
  EXPORT_PAGE,
  ExportQuery,
  OpenDataStatisticsQuery,
  rolesFor,
  SUBJECTS,
  type Actor,
  type ExportedReport,
  type ExportPage,
  type ExportPlace,
  type OpenDataStatistics,
  type OpenReport,
} from '@sportello/contracts';
import { viewOf } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { municipalityOf, ownDepartments } from '../asker';
import type { Statement } from '../conditions';
import { given } from '../sealed-view';
import { exportSql, openDataSql } from './export.sql';
import { exported, openReport, type ExportRow, type OpenRow, type Placed } from './export-view';
import { reportTimes } from './report-times.projection';
import { StatisticsCount } from './statistics-count';

/** Reports in great number, page by page in the order of submission. */
@BusController()
export class ExportQueryHandler {
  constructor(
    private readonly parts: Parts,
    private readonly statistics: StatisticsCount,
  ) {}

  @Answers(SUBJECTS.exportReports, { roles: rolesFor('exportReports') })
  async office(@Message() query: ExportQuery, @From() actor: Actor): Promise<ExportPage<ExportedReport>> {
    const municipalityId = municipalityOf(actor);
    const asked = { municipalityId, departments: ownDepartments(actor), query, limit: EXPORT_PAGE + 1 };
    const rows = await this.ask<ExportRow>(exportSql(this.view, asked), municipalityId);
    return { ...pageOf(rows, exported), version: await this.version(municipalityId) };
  }

  @Answers(SUBJECTS.openData)
  async everybody(@Message() query: ExportQuery, @From() actor: Actor): Promise<ExportPage<OpenReport>> {
    const municipalityId = municipalityOf(actor);
    // Before the rows: what changes in between makes them newer than they say.
    const version = await this.version(municipalityId);
    const statement = openDataSql(this.view, { municipalityId, query, limit: EXPORT_PAGE + 1 });
    const rows = await this.ask<OpenRow>(statement, municipalityId);
    const { timeZone } = this.statistics.municipality(municipalityId);
    return { ...pageOf(rows, (row) => openReport(row, timeZone)), version };
  }

  @Answers(SUBJECTS.openDataStatistics)
  async figures(@Message() query: OpenDataStatisticsQuery, @From() actor: Actor): Promise<OpenDataStatistics> {
    const municipalityId = municipalityOf(actor);
    const version = await this.version(municipalityId);
    return { ...(await this.statistics.count(municipalityId, query, 'published')), version };
  }

  private async ask<Row extends object>({ text, parameters }: Statement, municipalityId: string) {
    const found = await this.parts.database.asMunicipality(municipalityId, (sql) => sql.query<Row>(text, parameters));
    return found.rows;
  }

  private get view(): string {
    return `${this.parts.database.schema}.${viewOf(reportTimes)}`;
  }

  /** How far the read model has come, and by which rules it is shown; nobody learns from it how much happens elsewhere. */
  private async version(municipalityId: string): Promise<string> {
    const { rows } = await this.parts.database.worker.query<{ position: string }>(
      `select position from ${this.parts.database.schema}.projections where name = $1`,
      [reportTimes.name],
    );
    const { rulesVersion } = this.statistics.municipality(municipalityId);
    const known = JSON.stringify([municipalityId, rulesVersion, rows[0]?.position]);
    return createHash('sha256').update(known).digest('base64url').slice(0, 22);
  }
}

function pageOf<Row extends Placed, Item>(
  rows: readonly Row[],
  view: (row: Row) => Item,
): { readonly items: readonly Item[]; readonly next?: ExportPlace } {
  const shown = rows.slice(0, EXPORT_PAGE);
  const last = rows.length > EXPORT_PAGE ? shown.at(-1) : undefined;
  const next = last && { submittedAt: last.submittedAt.toISOString(), code: last.code };
  return { items: shown.map(view), ...given({ next }) };
}
