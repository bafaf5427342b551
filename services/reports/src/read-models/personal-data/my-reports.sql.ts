import { DEFAULT_PAGE_SIZE, type MyReportsQuery, type ReportStatus, type ReportType } from '@sportello/contracts';
import { Conditions, type Statement } from '../conditions';

/** So many are counted, and no more: the address of an office may stand on very many reports. */
export const MAX_COUNTED = 1_000;

/** Where a page ended: the time with all its microseconds, as PostgreSQL writes it. */
export interface MyReportsPlace {
  readonly at: string;
  readonly code: string;
  /** The number of the page that ended there. */
  readonly page: number;
}

export interface MyReportRow {
  readonly code: string;
  readonly kind: ReportType;
  readonly category: string;
  readonly status: ReportStatus;
  readonly department: string | null;
  readonly submittedAt: Date;
  readonly dueBy: Date;
  readonly endedAt: Date | null;
  /** The submission's own words, whatever the public reads. */
  readonly sealedText: string | null;
  readonly place: string;
}

/** One that the list of work does not hold yet: it is passed by, and what is behind it is not lost. */
export interface UnlistedRow {
  readonly code: string;
  readonly status: null;
  readonly place: string;
}

/** The views that somebody's reports are found and told by: `personal_data` and `work_queue`. */
export interface MyReportsViews {
  readonly mine: string;
  readonly queue: string;
}

/** Whose reports, by the HMAC of a contact. */
export interface Owner {
  readonly municipalityId: string;
  readonly contactHmac: string;
}

/** One page, the latest first, and one row more when there is another page behind it. */
export function myReportsPageSql(
  { mine, queue }: MyReportsViews,
  owner: Owner,
  { page = 1, pageSize = DEFAULT_PAGE_SIZE }: Pick<MyReportsQuery, 'page' | 'pageSize'>,
  after?: MyReportsPlace,
): Statement {
  const conditions = conditionsOf(owner);
  if (after)
    conditions.always(
      `(mine.submitted_at, mine.code) < (${conditions.bind(after.at)}::timestamptz, ${conditions.bind(after.code)}::text)`,
    );
  return {
    text: `select mine.code, kind, category, status, department, mine.submitted_at as "submittedAt", due_by as "dueBy",
                  mine.ended_at as "endedAt", sealed_text as "sealedText", mine.submitted_at::text as place
             from (select municipality_id, code, submitted_at, ended_at from ${mine} mine where ${conditions.where}
                    order by submitted_at desc, code desc limit ${pageSize + 1} offset ${after ? 0 : (page - 1) * pageSize}) mine
             left join ${queue} queue on queue.municipality_id = mine.municipality_id and queue.code = mine.code
            order by mine.submitted_at desc, mine.code desc`,
    parameters: conditions.parameters,
  };
}

export function myReportsCountSql({ mine }: MyReportsViews, owner: Owner): Statement {
  const { where, parameters } = conditionsOf(owner);
  return {
    text: `select count(*)::int as total from (select from ${mine} mine where ${where} limit ${MAX_COUNTED}) as found`,
    parameters,
  };
}

function conditionsOf({ municipalityId, contactHmac }: Owner): Conditions {
  return new Conditions()
    .add('mine.municipality_id = ?', municipalityId)
    .add('mine.contact_hmacs @> ?::text[]', [contactHmac]);
}
