import type { ReportPublicEvent } from '@sportello/contracts';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { KeptReports } from '../planning/kept-reports';
import type { FollowedReport } from '../planning/report-book';

/** Who follows what, in a table made like `report_recipients`: that one, or one of a replay's own. Whole pages at a time. */
export class FollowedReports implements KeptReports {
  /** @param table with its schema, as it stands in a statement */
  constructor(
    private readonly sql: SqlExecutor,
    private readonly table: string,
  ) {}

  /** Looked up one by one: a plain join is planned as a scan of every report there is, since how many a recursion finds cannot be estimated. */
  async about(events: readonly ReportPublicEvent[]): Promise<readonly FollowedReport[]> {
    const keys = new Map(events.map((event) => [`${event.municipalityId}_${event.code}`, event]));
    const { rows } = await this.sql.query<ReportRow>(
      `with recursive followed (municipality_id, code) as (
         select * from unnest($1::text[], $2::text[])
         union
         select duplicate.municipality_id, duplicate.code
           from followed join ${this.table} duplicate
             on duplicate.municipality_id = followed.municipality_id and duplicate.duplicate_of = followed.code
       )
       select report.*
         from followed cross join lateral (
           select municipality_id as "municipalityId", code, revision, type, language, visibility, status,
                  coalesce(retention_over, status = 'erased') as "retentionOver",
                  sealed_reporter as "sealedReporter", duplicate_of as "duplicateOf"
             from ${this.table} known
            where known.municipality_id = followed.municipality_id and known.code = followed.code
            limit 1
         ) report`,
      [[...keys.values()].map((event) => event.municipalityId), [...keys.values()].map((event) => event.code)],
      { name: 'reports-about' },
    );
    return rows.map(toReport);
  }

  async keep(reports: readonly FollowedReport[]): Promise<void> {
    if (reports.length === 0) return;
    await this.sql.query(
      `insert into ${this.table} as known
         (municipality_id, code, revision, type, language, visibility, status, retention_over, sealed_reporter, duplicate_of)
       select * from jsonb_to_recordset($1::jsonb) as report ("municipalityId" text, code text, revision integer, type text,
         language text, visibility text, status text, "retentionOver" boolean, "sealedReporter" text, "duplicateOf" text)
         order by "municipalityId", code
       on conflict (municipality_id, code) do update set
         revision = excluded.revision, visibility = excluded.visibility, status = excluded.status,
         retention_over = excluded.retention_over, sealed_reporter = excluded.sealed_reporter, duplicate_of = excluded.duplicate_of
       where known.revision < excluded.revision`,
      [JSON.stringify(reports)],
      { name: 'write-reports' },
    );
  }
}

type ReportRow = Omit<FollowedReport, 'sealedReporter' | 'duplicateOf'> & {
  readonly sealedReporter: string | null;
  readonly duplicateOf: string | null;
};

function toReport({ sealedReporter, duplicateOf, ...report }: ReportRow): FollowedReport {
  return {
    ...report,
    ...(sealedReporter === null ? {} : { sealedReporter }),
    ...(duplicateOf === null ? {} : { duplicateOf }),
  };
}
