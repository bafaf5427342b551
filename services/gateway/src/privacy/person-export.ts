import {
  DELIVERIES_AT_ONCE,
  mayWith,
  SUBJECTS,
  type DeliveriesOfOne,
  type ReportExportPage,
} from '@sportello/contracts';
import { asService } from '@sportello/messaging';
import type { AttachmentViews, FileOfReport } from '../attachments/attachment-views';
import { metadataOf, queryContext, type Caller } from '../caller/caller';
import type { Services } from '../caller/services';
import type { AddressRecords } from './address-book';

/** Which reports, and how it is proved that they may be handed over. */
export interface ExportOrder {
  readonly codes: readonly string[];
  readonly reportToken?: string;
  /** There are more reports than are given at once. */
  readonly more: boolean;
  /** Of a person, not of one report. */
  readonly records?: AddressRecords;
}

/** Everything that is held on who made some reports, as JSON, a page of one report in memory at a time. */
export class PersonExport {
  constructor(
    private readonly services: Services,
    private readonly attachments: Pick<AttachmentViews, 'ofReports'>,
  ) {}

  /** Whether it may be handed over is asked before anything is answered. @throws Problem */
  async begin(order: ExportOrder, caller: Caller, at: string): Promise<AsyncIterable<string>> {
    const [code] = order.codes;
    const first = code === undefined ? undefined : await this.page(code, 0, order.reportToken, caller);
    return this.write(order, first, caller, at);
  }

  private async *write(
    { codes, reportToken, more, records }: ExportOrder,
    first: ReportExportPage | undefined,
    caller: Caller,
    at: string,
  ): AsyncGenerator<string> {
    const head = { format: 'sportello-personal-data/1', municipality: caller.municipality.id, at, more };
    yield `${JSON.stringify(head).slice(0, -1)},"reports":[`;
    let sent: readonly DeliveriesOfOne[] = [];
    let files: readonly FileOfReport[] = [];
    for (const [index, code] of codes.entries()) {
      const place = index % DELIVERIES_AT_ONCE;
      if (place === 0) {
        const next = codes.slice(index, index + DELIVERIES_AT_ONCE);
        [sent, files] = await Promise.all([
          this.deliveries(next, caller),
          this.attachments.ofReports(caller.municipality.id, next),
        ]);
      }
      yield `${index === 0 ? '' : ','}{"code":${JSON.stringify(code)},"events":[`;
      let page: ReportExportPage | undefined = index === 0 ? first : await this.page(code, 0, reportToken, caller);
      for (let separator = ''; page !== undefined; separator = ',') {
        if (page.events.length > 0) yield separator + page.events.map((event) => JSON.stringify(event)).join(',');
        page = page.next === undefined ? undefined : await this.page(code, page.next, reportToken, caller);
      }
      const attachments = files.filter((file) => file.code === code).map(({ id, url }) => ({ id, url }));
      yield `],"attachments":${JSON.stringify(attachments)}`;
      const { messages = [], more: older } = sent[place] ?? {};
      yield `,"messages":${JSON.stringify(messages)}${older === true ? ',"moreMessages":true' : ''}}`;
    }
    yield `]${records === undefined ? '' : `,${JSON.stringify(records).slice(1, -1)}`}}`;
  }

  private page(code: string, from: number, reportToken: string | undefined, caller: Caller): Promise<ReportExportPage> {
    const query = { code, from, ...(reportToken === undefined ? {} : { reportToken }) };
    return this.services.ask(SUBJECTS.reportExport, query, queryContext(caller));
  }

  /** For each of these codes, in their order: for the front office by its own right, for who holds the token by the gateway's. */
  private deliveries(codes: readonly string[], caller: Caller): Promise<readonly DeliveriesOfOne[]> {
    if (caller.staff !== undefined && mayWith(caller.staff.roles, 'deliveriesOfReport'))
      return this.services.ask(SUBJECTS.deliveriesOfReport, { codes }, queryContext(caller));
    const query = { municipalityId: caller.municipality.id, codes };
    return this.services.ask(SUBJECTS.deliveriesOfReport, query, asService('gateway', metadataOf(caller)));
  }
}
