import {
  AddResponseTemplate,
  ChangeResponseTemplate,
  DEFAULT_PAGE_SIZE,
  OneResponseTemplate,
  RemoveResponseTemplate,
  ResponseTemplatesQuery,
  rolesFor,
  SUBJECTS,
  type Actor,
  type RefusalCode,
  type ResponseTemplate,
  type ResponseTemplateBody,
  type ResponseTemplatesPage,
} from '@sportello/contracts';
import { isRejection, reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../parts';
import { municipalityOf, ownDepartments } from '../read-models/asker';
import { Filling } from './filling';
import { TemplateRows, type Scope } from './template-rows';

type Answer<Value> = Value | Rejection<RefusalCode>;

/** What offices write again and again: kept for them, and filled in for a report. Nothing of it sends anything. */
@BusController()
export class ResponseTemplatesHandler {
  private readonly rows: TemplateRows;

  constructor(
    private readonly parts: Parts,
    private readonly filling: Filling,
  ) {
    this.rows = new TemplateRows(parts.database);
  }

  @Answers(SUBJECTS.responseTemplates, { roles: rolesFor('responseTemplates') })
  async list(@Message() query: ResponseTemplatesQuery, @From() actor: Actor): Promise<Answer<ResponseTemplatesPage>> {
    const municipalityId = municipalityOf(actor);
    const { report: code, action, page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
    const report = code === undefined ? undefined : await this.filling.reportFor(actor, municipalityId, code);
    if (isRejection(report)) return report;
    const asked = { scope: scopeOf(actor), action, skip: (page - 1) * pageSize, take: pageSize };
    const fitting = report && { department: report.department, category: report.row.category };
    const { items, total } = await this.rows.page(municipalityId, { ...asked, ...(fitting && { fitting }) });
    const shown = report ? await this.filling.fill(report, items, actor) : items;
    return { items: shown, page, pageSize, total };
  }

  @Answers(SUBJECTS.responseTemplate, { roles: rolesFor('responseTemplate') })
  read(@Message() { id }: OneResponseTemplate, @From() actor: Actor): Promise<Answer<ResponseTemplate>> {
    return this.rows.read(municipalityOf(actor), id, scopeOf(actor));
  }

  @Answers(SUBJECTS.addResponseTemplate, { roles: rolesFor('addResponseTemplate') })
  async add(@Message() message: AddResponseTemplate, @From() actor: Actor): Promise<Answer<ResponseTemplate>> {
    const municipalityId = municipalityOf(actor);
    const unknown = this.refusalOfNames(municipalityId, message.body);
    return unknown ?? this.rows.add(municipalityId, message, scopeOf(actor));
  }

  @Answers(SUBJECTS.changeResponseTemplate, { roles: rolesFor('changeResponseTemplate') })
  async change(@Message() message: ChangeResponseTemplate, @From() actor: Actor): Promise<Answer<ResponseTemplate>> {
    const municipalityId = municipalityOf(actor);
    const unknown = this.refusalOfNames(municipalityId, message.body);
    return unknown ?? this.rows.change(municipalityId, message, scopeOf(actor));
  }

  @Answers(SUBJECTS.removeResponseTemplate, { roles: rolesFor('removeResponseTemplate') })
  remove(
    @Message() message: RemoveResponseTemplate,
    @From() actor: Actor,
  ): Promise<Answer<{ readonly removed: true }>> {
    return this.rows.remove(municipalityOf(actor), message, scopeOf(actor));
  }

  private refusalOfNames(
    municipalityId: string,
    { departments = [], categories = [] }: ResponseTemplateBody,
  ): Rejection<RefusalCode> | undefined {
    const municipality = this.parts.municipalities.byId(municipalityId);
    if (!municipality) return reject('UNKNOWN_MUNICIPALITY');
    const ids = new Set(municipality.departments.map(({ id }) => id));
    if (!departments.every((id) => ids.has(id))) return reject('UNKNOWN_DEPARTMENT');
    const slugs = new Set(municipality.categories.map(({ slug }) => slug));
    return categories.every((slug) => slugs.has(slug)) ? undefined : reject('UNKNOWN_CATEGORY');
  }
}

/** Front office and administrators keep those of the whole Comune, others see those of their departments. */
function scopeOf(actor: Actor): Scope {
  return actor.kind === 'staff' && actor.roles.includes('administrator') ? undefined : ownDepartments(actor);
}
