import { DEFAULT_PAGE_SIZE, type PublicReportsQuery } from '@sportello/contracts';
import { Refused } from '@sportello/messaging';
import { momentAsked } from '../asker';
import { Conditions } from '../conditions';
import { LISTED } from '../rows.sql';
import type { ReportPageRow } from './report-page.fold';

/** What the list shows of a row, as it stands today or as it stood. */
export type ListedRow = Pick<
  ReportPageRow,
  | 'code'
  | 'revision'
  | 'kind'
  | 'category'
  | 'status'
  | 'department'
  | 'lat'
  | 'lon'
  | 'relocated'
  | 'sealedAddress'
  | 'sealedText'
> & { readonly submittedAt: Date };

/** The two statements of one page of the list, and the values both bind. */
export interface PublicListSql {
  readonly count: string;
  readonly page: string;
  readonly parameters: readonly unknown[];
}

const AS_IT_IS = `kind, category, status, department, lat, lon, relocated, sealed_address as "sealedAddress"`;
const AS_IT_STOOD = `kind, category, status, department, lat, lon, relocated, "sealedAddress"`;

/**
 * @param view of the status page @param codes of the reports that hold the words asked for, when words were asked for
 * @throws Refused for corners out of order
 */
export function publicListSql(
  view: string,
  municipalityId: string,
  query: PublicReportsQuery,
  codes: readonly string[] | undefined,
): PublicListSql {
  const { page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
  const asOf = momentAsked(query.asOf);
  const conditions = new Conditions();
  const from = asOf === undefined ? view : asItStood(view, `${conditions.bind(asOf)}::timestamptz`);
  conditions
    .add('municipality_id = ?', municipalityId)
    .always(LISTED)
    .add('status = ?', query.status)
    .add('category = ?', query.category)
    .add('submitted_at >= ?', momentAsked(query.since))
    .add('code = any(?)', codes);
  if (query.bbox !== undefined) withinBox(conditions, query.bbox);
  return {
    count: `select count(*)::int as total from ${from} where ${conditions.where}`,
    page: `select code, revision, submitted_at as "submittedAt", sealed_text as "sealedText", ${asOf === undefined ? AS_IT_IS : AS_IT_STOOD}
           from ${from} where ${conditions.where}
           order by submitted_at desc, code limit ${pageSize} offset ${(page - 1) * pageSize}`,
    parameters: conditions.parameters,
  };
}

/** The list of another day is made of what each row remembers of itself; who may see it is decided today. */
function asItStood(view: string, asOf: string): string {
  return `(
    select municipality_id, code, revision, visibility, submitted_at, assigned_at, sealed_text, that_day.*
    from ${view} cross join lateral (
      select facts.* from jsonb_array_elements(past) with ordinality as remembered(fact, place),
        jsonb_to_record(fact) as facts(at timestamptz, kind text, category text, status text, department text,
          lat double precision, lon double precision, relocated boolean, "sealedAddress" text)
      where facts.at <= ${asOf} order by place desc limit 1
    ) as that_day
  ) as stood`;
}

function withinBox(conditions: Conditions, bbox: string): void {
  const [minLon = NaN, minLat = NaN, maxLon = NaN, maxLat = NaN] = bbox.split(',').map(Number);
  if (!(minLon <= maxLon && minLat <= maxLat)) {
    throw new Refused({
      code: 'INVALID_REQUEST',
      errors: [{ field: 'bbox', message: 'bbox must be minLon,minLat,maxLon,maxLat' }],
    });
  }
  conditions
    .always('lat is not null')
    .add('lat >= ?', minLat)
    .add('lat <= ?', maxLat)
    .add('lon >= ?', minLon)
    .add('lon <= ?', maxLon);
}
