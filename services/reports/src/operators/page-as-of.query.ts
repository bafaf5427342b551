import {
  OPERATOR_SUBJECTS,
  PageAsOfQuery,
  readMoment,
  type Actor,
  type OperatorPage,
  type ReportPage,
} from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { Parts } from '../parts';
import { pageView, textsOf, type Sight } from '../read-models/status-page/page-view';
import { ReportPages } from '../read-models/status-page/report-pages';
import { readingOf } from '../read-models/status-page/sight';
import { idOfReport } from './one-report';

/** A report as it stood, from the same fold and the same view as the API's `asOf`: without texts, or as the front office sees it. */
@BusController()
export class PageAsOfQueryHandler {
  constructor(
    private readonly parts: Parts,
    private readonly pages: ReportPages,
  ) {}

  @Answers(OPERATOR_SUBJECTS.pageAsOf, { from: ['ops'] })
  async page(
    @Message() query: PageAsOfQuery,
    @Meta() { correlationId }: RequestMetadata,
    @From() actor: Actor,
  ): Promise<OperatorPage<ReportPage> | Rejection<'REPORT_NOT_FOUND'>> {
    const { code, at, personal = false } = query;
    const municipalityId = await idOfReport(this.parts, query);
    const day = readMoment(at);
    const found = await this.pages.find(municipalityId, code, day);
    if (!found) return reject('REPORT_NOT_FOUND', `The report ${code} was not there yet at ${day}`);
    if (personal) this.parts.logger.warn({ correlationId, code, municipalityId }, 'An operator opened personal data');
    const sight: Sight = personal ? 'staff' : 'progress';
    const opened = await this.parts.texts.open(textsOf(found.shown, sight), readingOf(sight, actor, 'report-as-of'));
    return { municipalityId, page: pageView(found.shown, sight, opened) };
  }
}
