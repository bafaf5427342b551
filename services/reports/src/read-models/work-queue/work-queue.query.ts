import {
  DEFAULT_PAGE_SIZE,
  rolesFor,
  SUBJECTS,
  WorkQueueQuery,
  type Actor,
  type WorkQueueItem,
  type WorkQueuePage,
} from '@sportello/contracts';
import { reject, viewOf, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import type { Reading } from '../../personal-data/reads/reading';
import { municipalityOf, ownDepartments } from '../asker';
import type { Statement } from '../conditions';
import { given, textsAndPlaces, type TextAndPlace } from '../sealed-view';
import { MAX_MATCHES, WordSearch } from '../word-search';
import { countsOf, sum, type CountedRow } from './queue-counts';
import { cursorTo, placeAsked } from './queue-cursor';
import { TURN, type WorkQueueRow } from './work-queue.fold';
import { placeOf } from './work-queue.order';
import { workQueue, workQueueTable } from './work-queue.projection';
import { MAX_COUNTED, queueCodesSql, queueCountsSql, queuePageSql, rowsAbout, type QueueAsked } from './work-queue.sql';

/** A row, and the snapshot of the database that it was seen in. */
type ListedRow = WorkQueueRow & { readonly snapshot: string };

interface Listed {
  readonly items: readonly WorkQueueItem[];
  readonly last: ListedRow | undefined;
}

/** What there is to do: for the front office everything, for a department what is in its charge or proposed to it. */
@BusController()
export class WorkQueueQueryHandler {
  constructor(
    private readonly parts: Parts,
    private readonly words: WordSearch,
  ) {}

  @Answers(SUBJECTS.workQueue, { roles: rolesFor('workQueue') })
  async list(
    @Message() query: WorkQueueQuery,
    @From() actor: Actor,
  ): Promise<WorkQueuePage | Rejection<'NOT_ALLOWED'>> {
    const municipalityId = municipalityOf(actor);
    const { q, page = 1, pageSize = DEFAULT_PAGE_SIZE, department } = query;
    const departments = ownDepartments(actor);
    if (departments && department !== undefined && !departments.includes(department)) {
      return reject('NOT_ALLOWED', 'Another department');
    }
    const after = placeAsked(this.parts.listCursors, query, actor);
    const now = this.parts.clock();
    const codes =
      q === undefined ? undefined : await this.words.codes(workQueue, municipalityId, q, rowsAbout(query.status));
    const asked = { municipalityId, departments, codes, now: after?.now ?? now, after };
    // Side by side: counting a long queue takes as long as all the rest.
    const [{ items, last }, counted] = await Promise.all([
      this.listed(query, asked, now, actor),
      this.counted(query, asked),
    ]);
    const at = after ? after.page + 1 : page;
    const place = last && {
      keys: placeOf(last, query.sort),
      snapshot: after?.snapshot ?? last.snapshot,
      now: asked.now,
      page: at,
    };
    const total = sum(counted.map((row) => row.total));
    if (items.length === 0 && total > 0 && codes !== undefined) await this.recordCounted(query, asked, actor);
    return {
      items,
      page: at,
      pageSize,
      total,
      atLeast: total >= MAX_COUNTED || codes?.length === MAX_MATCHES,
      ...given({
        counts: query.counts === 'true' ? countsOf(counted) : undefined,
        next: place && cursorTo(this.parts.listCursors, place, query, actor),
      }),
    };
  }

  /** The page, and its last row when there is another page behind it. */
  private async listed(query: WorkQueueQuery, asked: QueueAsked, now: string, actor: Actor): Promise<Listed> {
    const { pageSize = DEFAULT_PAGE_SIZE } = query;
    const rows = await this.ask<ListedRow>(queuePageSql(this.view, query, asked), asked);
    const shown = rows.slice(0, pageSize);
    const items = await this.items(
      asked.municipalityId,
      shown.map((row) => workQueueTable.toRow(row)),
      now,
      actor,
    );
    const last = rows.length > pageSize ? shown.at(-1) : undefined;
    return { items, last: last && { ...workQueueTable.toRow(last), snapshot: last.snapshot } };
  }

  private counted(query: WorkQueueQuery, asked: QueueAsked): Promise<readonly CountedRow[]> {
    return this.ask(queueCountsSql(this.view, query, asked), asked);
  }

  /** Behind the last page no text is shown, but how many hold the words is told: the first of them stand in the record, as of a page. */
  private async recordCounted(query: WorkQueueQuery, asked: QueueAsked, reader: Actor): Promise<void> {
    const { municipalityId } = asked;
    const rows = await this.ask<{ readonly code: string }>(queueCodesSql(this.view, query, asked), asked);
    await this.parts.reads.write(
      readingOf(reader),
      rows.map(({ code }) => ({ municipalityId, code })),
    );
  }

  private async ask<Row extends object>(
    { text, parameters }: Statement,
    { municipalityId }: QueueAsked,
  ): Promise<readonly Row[]> {
    const { rows } = await this.parts.database.asMunicipality(municipalityId, (sql) =>
      sql.query<Row>(text, parameters),
    );
    return rows;
  }

  private get view(): string {
    return `${this.parts.database.schema}.${viewOf(workQueue)}`;
  }

  private async items(
    municipalityId: string,
    rows: readonly WorkQueueRow[],
    now: string,
    reader: Actor,
  ): Promise<readonly WorkQueueItem[]> {
    const shown = await textsAndPlaces(this.parts.texts, municipalityId, rows, readingOf(reader));
    return rows.map((row, index) => itemOf(row, now, shown[index]));
  }
}

function readingOf(reader: Actor): Reading {
  return { reader, route: 'work-queue', what: ['texts'] };
}

function itemOf(row: WorkQueueRow, now: string, { subject, location }: TextAndPlace = {}): WorkQueueItem {
  const { code, kind, category, status, channel, visibility, priority, submittedAt, dueBy, queue, assignee, revision } =
    row;
  const overdue = row.turn === TURN.office && dueBy < now;
  return {
    code,
    type: kind,
    category,
    status,
    channel,
    visibility,
    priority,
    submittedAt,
    dueBy,
    overdue,
    reminded: row.remindedDeadlines.includes(dueBy),
    escalated: row.escalatedDeadlines.includes(dueBy),
    department: queue,
    ...given({ assignee, subject, location }),
    revision,
  };
}
