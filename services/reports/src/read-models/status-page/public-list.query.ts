import {
  DEFAULT_PAGE_SIZE,
  PublicReportsQuery,
  SUBJECTS,
  type Actor,
  type ListPage,
  type PublicReport,
} from '@sportello/contracts';
import { viewOf } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { UNRECORDED } from '../../personal-data/reads/reading';
import { municipalityOf } from '../asker';
import { textsAndPlaces } from '../sealed-view';
import { WordSearch } from '../word-search';
import { publicListSql, type ListedRow } from './public-list.sql';
import { publicReport } from './public-report';
import { statusPage } from './status-page.projection';

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
    const { q, page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
    const codes = q === undefined ? undefined : await this.words.codes(statusPage, municipalityId, q);
    const view = `${this.parts.database.schema}.${viewOf(statusPage)}`;
    const { count, page: select, parameters } = publicListSql(view, municipalityId, query, codes);
    const { total, rows } = await this.parts.database.asMunicipality(municipalityId, async (sql) => {
      const counted = await sql.query<{ total: number }>(count, parameters);
      const listed = await sql.query<ListedRow>(select, parameters);
      return { total: counted.rows[0]?.total ?? 0, rows: listed.rows };
    });
    return { items: await this.items(municipalityId, rows), page, pageSize, total };
  }

  private async items(municipalityId: string, rows: readonly ListedRow[]): Promise<readonly PublicReport[]> {
    const shown = await textsAndPlaces(this.parts.texts, municipalityId, rows, UNRECORDED);
    return rows.map((row, index) => publicReport(row, shown[index]));
  }
}
