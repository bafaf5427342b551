import { ReportPageQuery, SUBJECTS, type Actor, type ReportPage } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { openTexts } from '../../personal-data/sealed-texts';
import { isOpenToAll, relationTo } from '../../rights/relations';
import { seesAll } from '../../rights/report-policy';
import { momentAsked, municipalityOf } from '../asker';
import { pageView, textsOf, type Sight } from './page-view';
import type { ReportPageRow } from './report-page.fold';
import { ReportPages } from './report-pages';

/** One report's page, today or as it stood on another day. */
@BusController()
export class ReportPageQueryHandler {
  constructor(
    private readonly parts: Parts,
    private readonly pages: ReportPages,
  ) {}

  @Answers(SUBJECTS.reportPage)
  async page(
    @Message() { code, reportToken, asOf }: ReportPageQuery,
    @From() actor: Actor,
  ): Promise<ReportPage | Rejection<'REPORT_NOT_FOUND'>> {
    const municipalityId = municipalityOf(actor);
    const found = await this.pages.find(municipalityId, code, momentAsked(asOf));
    if (!found) return reject('REPORT_NOT_FOUND');
    const { today, shown } = found;
    const sight = await this.sightOf(today, actor, reportToken);
    return pageView(shown, sight, await openTexts(this.parts.keyring, textsOf(shown, sight)));
  }

  private async sightOf(today: ReportPageRow, actor: Actor, token: string | undefined): Promise<Sight> {
    const isReporter =
      token !== undefined && (await this.parts.keyring.tokenMatches(today.municipalityId, today.code, token));
    const relation = relationTo(today, actor, isReporter);
    if (seesAll(relation)) return 'staff';
    if (relation === 'reporter') return 'reporter';
    return isOpenToAll(today) ? 'public' : 'progress';
  }
}
