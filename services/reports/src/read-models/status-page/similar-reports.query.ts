import {
  ReportHistoryQuery,
  rolesFor,
  SimilarReportsQuery,
  SUBJECTS,
  type Actor,
  type SimilarReport,
} from '@sportello/contracts';
import { reject, viewOf, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { likeness, NEAR_DAYS, type Comparable, type Likeness } from '../../domain/similarity';
import { Parts } from '../../parts';
import { UNRECORDED, type Reading } from '../../personal-data/reads/reading';
import { searchTokens } from '../../personal-data/search-tokens';
import { isOpenToAll, relationTo } from '../../rights/relations';
import { seesAll } from '../../rights/report-policy';
import { municipalityOf } from '../asker';
import { textsAndPlaces } from '../sealed-view';
import type { ListedRow } from './public-list.sql';
import { publicReport } from './public-report';
import { ReportPages } from './report-pages';
import { nearSql, type NearAsked } from './similar-reports.sql';
import { statusPage } from './status-page.projection';

/** Who is to choose among more looks at none. */
const MAX_SUGGESTED = 5;
const DAY_MS = 86_400_000;

type NearRow = ListedRow & { readonly lat: number; readonly lon: number; readonly searchTokens: readonly string[] };
type Ranked = Likeness & { readonly row: NearRow };

/** Open reports that may be about the same thing: before one is sent, and for who decides whether one is a duplicate. */
@BusController()
export class SimilarReportsQueryHandler {
  constructor(
    private readonly parts: Parts,
    private readonly pages: ReportPages,
  ) {}

  /** Only what everybody may read, whoever asks: nothing of the report that is not there yet is kept. */
  @Answers(SUBJECTS.similarReports)
  async beforeSending(
    @Message() { category, location, subject, description = '' }: SimilarReportsQuery,
    @From() actor: Actor,
  ): Promise<readonly SimilarReport[]> {
    const municipalityId = municipalityOf(actor);
    const tokens = searchTokens(this.parts.blindIndex, municipalityId, `${subject}\n${description}`);
    const report = { category, location, submittedAt: this.parts.clock(), searchTokens: tokens };
    return this.likest(report, { municipalityId, sees: 'listed' }, UNRECORDED);
  }

  @Answers(SUBJECTS.similarTo, { roles: rolesFor('similarTo') })
  async toAReport(
    @Message() { code }: ReportHistoryQuery,
    @From() actor: Actor,
  ): Promise<readonly SimilarReport[] | Rejection<'REPORT_NOT_FOUND' | 'NOT_ALLOWED'>> {
    const municipalityId = municipalityOf(actor);
    const row = (await this.pages.find(municipalityId, code))?.today;
    if (!row) return reject('REPORT_NOT_FOUND');
    const relation = relationTo(row, actor, false);
    if (!seesAll(relation)) return reject(isOpenToAll(row) ? 'NOT_ALLOWED' : 'REPORT_NOT_FOUND');
    const { lat, lon } = row;
    if (lat === null || lon === null) return [];
    const sees = relation === 'operator' ? 'all' : departmentsOf(actor);
    const reading: Reading = { reader: actor, route: 'similar', what: ['texts'] };
    return this.likest({ ...row, location: { lat, lon } }, { municipalityId, except: code, sees }, reading);
  }

  private async likest(
    report: Comparable,
    asked: Pick<NearAsked, 'municipalityId' | 'except' | 'sees'>,
    reading: Reading | typeof UNRECORDED,
  ): Promise<readonly SimilarReport[]> {
    const view = `${this.parts.database.schema}.${viewOf(statusPage)}`;
    const since = new Date(Date.parse(report.submittedAt) - NEAR_DAYS * DAY_MS).toISOString();
    const { text, parameters } = nearSql(view, { ...asked, location: report.location, since });
    const { rows } = await this.parts.database.asMunicipality(asked.municipalityId, (sql) =>
      sql.query<NearRow>(text, parameters),
    );
    const isRelated = this.relatedIn(asked.municipalityId);
    const ranked = rows.flatMap((row): readonly Ranked[] => {
      const like = likeness(report, comparable(row), isRelated);
      return like ? [{ ...like, row }] : [];
    });
    ranked.sort((one, other) => other.score - one.score || one.metres - other.metres);
    return this.opened(asked.municipalityId, ranked.slice(0, MAX_SUGGESTED), reading);
  }

  /** Two categories are near each other when the same department sees to both. */
  private relatedIn(municipalityId: string): (one: string, other: string) => boolean {
    const categories = this.parts.municipalities.byId(municipalityId)?.categories ?? [];
    const departments = new Map(categories.map(({ slug, department }) => [slug, department]));
    return (one, other) => departments.has(one) && departments.get(one) === departments.get(other);
  }

  private async opened(
    municipalityId: string,
    ranked: readonly Ranked[],
    reading: Reading | typeof UNRECORDED,
  ): Promise<readonly SimilarReport[]> {
    const rows = ranked.map(({ row }) => row);
    const shown = await textsAndPlaces(this.parts.texts, municipalityId, rows, reading);
    return ranked.map(({ row, score, metres }, index) => ({ ...publicReport(row, shown[index]), score, metres }));
  }
}

function comparable({ category, lat, lon, submittedAt, searchTokens: tokens }: NearRow): Comparable {
  return { category, location: { lat, lon }, submittedAt: submittedAt.toISOString(), searchTokens: tokens };
}

function departmentsOf(actor: Actor): readonly string[] {
  return actor.kind === 'staff' ? actor.departments : [];
}
