import { SUBJECTS, WorkQueueQuery, type Actor, type ListPage, type WorkQueueItem } from '@sportello/contracts';
import { reject, viewOf, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { openTexts } from '../../personal-data/sealed-texts';
import { municipalityOf } from '../asker';
import { given, textAndPlace } from '../sealed-view';
import { WordSearch } from '../word-search';
import type { WorkQueueRow } from './work-queue.fold';
import { workQueue, workQueueTable } from './work-queue.projection';
import { workQueueSql } from './work-queue.sql';

/** What there is to do: for the front office everything, for a department what is in its charge or proposed to it. */
@BusController()
export class WorkQueueQueryHandler {
  constructor(
    private readonly parts: Parts,
    private readonly words: WordSearch,
  ) {}

  @Answers(SUBJECTS.workQueue, { roles: ['operator', 'department'] })
  async list(
    @Message() query: WorkQueueQuery,
    @From() actor: Actor,
  ): Promise<ListPage<WorkQueueItem> | Rejection<'NOT_ALLOWED'>> {
    const municipalityId = municipalityOf(actor);
    const { q, page = 1, pageSize = 20, department } = query;
    const departments = ownDepartments(actor);
    if (departments && department !== undefined && !departments.includes(department)) {
      return reject('NOT_ALLOWED', 'Another department');
    }
    const now = this.parts.clock();
    const codes = q === undefined ? undefined : await this.words.codes(workQueue, municipalityId, q);
    const view = `${this.parts.database.schema}.${viewOf(workQueue)}`;
    const asked = { municipalityId, departments, codes, now };
    const { count, page: select, parameters } = workQueueSql(view, query, asked);
    const { total, rows } = await this.parts.database.asMunicipality(municipalityId, async (sql) => {
      const counted = await sql.query<{ total: number }>(count, parameters);
      const listed = await sql.query<WorkQueueRow>(select, parameters);
      return { total: counted.rows[0]?.total ?? 0, rows: listed.rows.map((row) => workQueueTable.toRow(row)) };
    });
    return { items: await this.items(rows, now), page, pageSize, total };
  }

  private async items(rows: readonly WorkQueueRow[], now: string): Promise<readonly WorkQueueItem[]> {
    const sealed = rows.flatMap(({ municipalityId, code, sealedText, sealedAddress }) => [
      { municipalityId, code, sealed: sealedText },
      { municipalityId, code, sealed: sealedAddress },
    ]);
    const opened = await openTexts(this.parts.keyring, sealed);
    return rows.map((row, index) => itemOf(row, now, textAndPlace(row, opened[2 * index], opened[2 * index + 1])));
  }
}

function itemOf(
  row: WorkQueueRow,
  now: string,
  { subject, location }: Pick<WorkQueueItem, 'subject' | 'location'>,
): WorkQueueItem {
  const { code, kind, category, status, channel, visibility, priority, submittedAt, dueBy, queue, assignee, revision } =
    row;
  const overdue = row.open && status !== 'waiting_for_reporter' && dueBy < now;
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
    department: queue,
    ...given({ assignee, subject, location }),
    revision,
  };
}

/** The departments that someone is confined to; undefined for the front office. */
function ownDepartments(actor: Actor): readonly string[] | undefined {
  if (actor.kind !== 'staff') return [];
  return actor.roles.includes('operator') ? undefined : actor.departments;
}
