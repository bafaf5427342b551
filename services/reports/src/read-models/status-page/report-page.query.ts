import { ReportPageQuery, SUBJECTS, type Actor, type ReportPage } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { momentAsked, municipalityOf } from '../asker';
import { pageView, textsOf } from './page-view';
import { ReportPages } from './report-pages';
import { readingOf, sightOf } from './sight';

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
    const sight = await sightOf(this.parts.keyring, today, actor, reportToken);
    const opened = await this.parts.texts.open(textsOf(shown, sight), readingOf(sight, actor, 'report'));
    return pageView(shown, sight, opened);
  }
}
