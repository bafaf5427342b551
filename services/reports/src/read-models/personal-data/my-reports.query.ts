import {
  DEFAULT_PAGE_SIZE,
  MyReportsQuery,
  SUBJECTS,
  type Actor,
  type MyReport,
  type MyReportsPage,
  type RefusalCode,
} from '@sportello/contracts';
import { reject, viewOf, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { textField } from '../../personal-data/sealed-texts';
import { municipalityOf } from '../asker';
import type { Statement } from '../conditions';
import { given } from '../sealed-view';
import { workQueue } from '../work-queue/work-queue.projection';
import {
  MAX_COUNTED,
  myReportsCountSql,
  myReportsPageSql,
  type MyReportRow,
  type MyReportsPlace,
  type MyReportsViews,
  type UnlistedRow,
} from './my-reports.sql';
import { personalData } from './personal-data.projection';

/**
 * The reports of whoever holds the link of a mail: of its address and its Comune alone, and of nobody who was erased. As worker, with the
 * municipality in the condition, as `reports.of-contact`.
 */
@BusController()
export class MyReportsQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.myReports, { from: ['gateway'] })
  async list(@Message() query: MyReportsQuery, @From() actor: Actor): Promise<MyReportsPage | Rejection<RefusalCode>> {
    const { listCursors, myReportsLinks, projections } = this.parts;
    const municipalityId = municipalityOf(actor);
    const contactHmac = await myReportsLinks.read(municipalityId, query.token);
    if (contactHmac === undefined) return reject('LINK_EXPIRED');
    if (!projections.caughtUp(personalData.name))
      return reject('SERVICE_UNAVAILABLE', 'Reports are still being read; try again in a moment');
    const owner = { municipalityId, contactHmac };
    const list = { list: 'my-reports', ...owner };
    const after = listCursors.asked<MyReportsPlace>(query, list);
    const [rows, counted] = await Promise.all([
      this.ask<MyReportRow | UnlistedRow>(myReportsPageSql(this.views, owner, query, after)),
      this.ask<{ readonly total: number }>(myReportsCountSql(this.views, owner)),
    ]);
    const { page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
    const at = after ? after.page + 1 : page;
    const shown = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? shown.at(-1) : undefined;
    const total = counted[0]?.total ?? 0;
    return {
      items: await this.items(municipalityId, shown, actor),
      page: at,
      pageSize,
      total,
      atLeast: total >= MAX_COUNTED,
      ...given({ next: last && listCursors.write({ at: last.place, code: last.code, page: at }, list) }),
    };
  }

  /** Without those whose key is destroyed, which the row learns of a moment later. */
  private async items(
    municipalityId: string,
    rows: readonly (MyReportRow | UnlistedRow)[],
    reader: Actor,
  ): Promise<readonly MyReport[]> {
    const { keyring, texts } = this.parts;
    const tokens = await keyring.trackingTokens(rows.map(({ code: subject }) => ({ municipalityId, subject })));
    const theirs = rows.flatMap((row, index) => {
      const trackingToken = tokens[index];
      return row.status === null || trackingToken === undefined ? [] : [{ row, trackingToken }];
    });
    const opened = await texts.open(
      theirs.map(({ row: { code, sealedText: sealed } }) => ({ municipalityId, code, sealed })),
      { reader, route: 'my-reports', what: ['texts'] },
    );
    return theirs.map(({ row, trackingToken }, index) => ({
      code: row.code,
      type: row.kind,
      category: row.category,
      status: row.status,
      submittedAt: row.submittedAt.toISOString(),
      dueBy: row.dueBy.toISOString(),
      ...given({
        endedAt: row.endedAt?.toISOString(),
        department: row.department,
        subject: textField(opened[index], 'subject'),
      }),
      trackingToken,
    }));
  }

  private get views(): MyReportsViews {
    const { schema } = this.parts.database;
    return { mine: `${schema}.${viewOf(personalData)}`, queue: `${schema}.${viewOf(workQueue)}` };
  }

  private async ask<Row extends object>({ text, parameters }: Statement): Promise<readonly Row[]> {
    return (await this.parts.database.worker.query<Row>(text, parameters)).rows;
  }
}
