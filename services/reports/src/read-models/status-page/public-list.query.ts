import { PublicReportsQuery, SUBJECTS, type Actor, type ListPage, type PublicReport } from '@sportello/contracts';
import { viewOf } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message, Refused } from '@sportello/messaging';
import { Parts } from '../../parts';
import { openTexts } from '../../personal-data/sealed-texts';
import { momentAsked, municipalityOf } from '../asker';
import { Conditions } from '../conditions';
import { given, textAndPlace } from '../sealed-view';
import { WordSearch } from '../word-search';
import type { ReportPageRow } from './report-page.fold';
import { LISTED, statusPage } from './status-page.projection';

/** What the list shows of a row, as it stands today or as it stood. */
type ListedRow = Pick<
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

const TODAY = {
  columns: `kind, category, status, department, lat, lon, relocated, sealed_address as "sealedAddress"`,
  from: (view: string) => view,
};

/** The list of another day is made of what each row remembers of itself. */
const ANOTHER_DAY = {
  columns: TODAY.columns.replace('sealed_address', '"sealedAddress"'),
  from: (view: string, asOf: string) => `(
    select municipality_id, code, revision, visibility, submitted_at, assigned_at, sealed_text, then.*
    from ${view} cross join lateral (
      select facts.* from jsonb_array_elements(past) with ordinality as remembered(fact, place),
        jsonb_to_record(fact) as facts(at timestamptz, kind text, category text, status text, department text,
          lat double precision, lon double precision, relocated boolean, "sealedAddress" text)
      where facts.at <= ${asOf} order by place desc limit 1
    ) as then
  ) as stood`,
};

/** The reports that everybody may see, the latest first. */
@BusController()
export class PublicListQueryHandler {
  constructor(
    private readonly parts: Parts,
    private readonly words: WordSearch,
  ) {}

  @Answers(SUBJECTS.publicReports)
  async list(@Message() query: PublicReportsQuery, @From() actor: Actor): Promise<ListPage<PublicReport>> {
    const municipalityId = municipalityOf(actor);
    const { page = 1, pageSize = 20 } = query;
    const conditions = new Conditions();
    const source = this.source(conditions, momentAsked('asOf', query.asOf));
    conditions
      .add('municipality_id = ?', municipalityId)
      .always(LISTED)
      .add('status = ?', query.status)
      .add('category = ?', query.category)
      .add('submitted_at >= ?', momentAsked('since', query.since))
      .add(
        'code = any(?)',
        query.q === undefined ? undefined : await this.words.codes(statusPage, municipalityId, query.q),
      );
    if (query.bbox !== undefined) withinBox(conditions, query.bbox);

    const { total, rows } = await this.parts.database.asMunicipality(municipalityId, async (sql) => {
      const counted = await sql.query<{ total: number }>(
        `select count(*)::int as total from ${source.from} where ${conditions.where}`,
        conditions.parameters,
      );
      const listed = await sql.query<ListedRow>(
        `select code, revision, submitted_at as "submittedAt", sealed_text as "sealedText", ${source.columns}
         from ${source.from} where ${conditions.where} order by submitted_at desc, code limit ${pageSize} offset ${(page - 1) * pageSize}`,
        conditions.parameters,
      );
      return { total: counted.rows[0]?.total ?? 0, rows: listed.rows };
    });
    return { items: await this.items(municipalityId, rows), page, pageSize, total };
  }

  private source(
    conditions: Conditions,
    asOf: string | undefined,
  ): { readonly columns: string; readonly from: string } {
    const view = `${this.parts.database.schema}.${viewOf(statusPage)}`;
    if (asOf === undefined) return { columns: TODAY.columns, from: TODAY.from(view) };
    return { columns: ANOTHER_DAY.columns, from: ANOTHER_DAY.from(view, `${conditions.bind(asOf)}::timestamptz`) };
  }

  private async items(municipalityId: string, rows: readonly ListedRow[]): Promise<readonly PublicReport[]> {
    const sealed = rows.flatMap(({ code, sealedText, sealedAddress }) => [
      { municipalityId, code, sealed: sealedText },
      { municipalityId, code, sealed: sealedAddress },
    ]);
    const opened = await openTexts(this.parts.keyring, sealed);
    return rows.map((row, index) => {
      const { subject, location } = textAndPlace(row, opened[2 * index], opened[2 * index + 1]);
      return {
        code: row.code,
        type: row.kind,
        category: row.category,
        status: row.status,
        submittedAt: row.submittedAt.toISOString(),
        ...given({ department: row.department, subject, location }),
        revision: row.revision,
      };
    });
  }
}

/** @throws Refused when the corners are not in order */
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
