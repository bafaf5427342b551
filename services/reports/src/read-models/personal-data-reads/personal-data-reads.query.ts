import {
  DEFAULT_PAGE_SIZE,
  PersonalDataReadsQuery,
  rolesFor,
  SUBJECTS,
  type Actor,
  type PersonalDataRead,
  type PersonalDataReadsPage,
} from '@sportello/contracts';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { municipalityOf } from '../asker';
import type { Statement } from '../conditions';
import { given } from '../sealed-view';
import { MAX_COUNTED, readsCountSql, readsPageSql, type ReadsPlace } from './personal-data-reads.sql';

interface ReadsRow {
  readonly at: Date;
  readonly id: string;
  readonly actorKind: PersonalDataRead['actor']['kind'];
  readonly actorId: string;
  readonly what: PersonalDataRead['what'];
  readonly route: PersonalDataRead['route'];
  readonly codes: readonly string[];
  /** On this page; else it begins the next. */
  readonly fits: boolean;
  readonly place: string;
}

/**
 * Who opened whose personal data, for administrators. As worker, with the municipality in the condition: row-level security lets no index
 * of codes be used, for `@>` is not leakproof.
 */
@BusController()
export class PersonalDataReadsHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.personalDataReads, { roles: rolesFor('personalDataReads') })
  async list(@Message() query: PersonalDataReadsQuery, @From() actor: Actor): Promise<PersonalDataReadsPage> {
    const municipalityId = municipalityOf(actor);
    const { page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
    const list = listOf(query, actor);
    const after = this.parts.listCursors.asked<ReadsPlace>(query, list);
    const [rows, counted] = await Promise.all([
      this.ask<ReadsRow>(readsPageSql(municipalityId, query, after)),
      this.ask<{ readonly total: number }>(readsCountSql(municipalityId, query)),
    ]);
    const at = after ? after.page + 1 : page;
    const shown = rows.slice(0, pageSize).filter(({ fits }) => fits);
    const last = rows.length > shown.length ? shown.at(-1) : undefined;
    const place: ReadsPlace | undefined = last && { at: last.place, id: last.id, page: at };
    const total = counted[0]?.total ?? 0;
    return {
      items: shown.map(viewOf),
      page: at,
      pageSize,
      total,
      atLeast: total >= MAX_COUNTED,
      ...given({ next: place && this.parts.listCursors.write(place, list) }),
    };
  }

  private async ask<Row extends object>({ text, parameters }: Statement): Promise<readonly Row[]> {
    return (await this.parts.database.worker.query<Row>(text, parameters)).rows;
  }
}

function viewOf({ at, actorKind: kind, actorId: id, what, route, codes }: ReadsRow): PersonalDataRead {
  return { at: at.toISOString(), actor: { kind, id }, what, route, codes };
}

/** What makes it one list: everything that is asked but how much of it, and who asks. */
function listOf({ code = '', actor = '', from = '', to = '' }: PersonalDataReadsQuery, reader: Actor): object {
  const whose = reader.kind === 'staff' ? { reader: reader.id, municipality: reader.municipalityId } : {};
  return { list: 'personal-data-reads', ...whose, code, actor, from, to };
}
