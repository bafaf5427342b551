import {
  AddResponseTemplate,
  ChangeResponseTemplate,
  OneResponseTemplate,
  RemoveResponseTemplate,
  ResponseTemplatesQuery,
  rolesFor,
  RoutingDryRunQuery,
  SUBJECTS,
  type Actor,
  type ResponseTemplate,
  type ResponseTemplatesPage,
  type ResponseTemplateBody,
  type RoutingDryRun,
} from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, Refused, type RequestMetadata } from '@sportello/messaging';
import { FakeReportsState } from './fake-reports-state';

const AT = '2026-03-02T09:00:00.000Z';

/** Response templates and dry runs, as the reports service answers them, without its rules of who sees which. */
@BusController()
export class FakeOfficeTools {
  private readonly templates = new Map<string, ResponseTemplate & { readonly requestHmac: string }>();

  constructor(private readonly state: FakeReportsState) {}

  @Answers(SUBJECTS.responseTemplates, { roles: rolesFor('responseTemplates') })
  list(
    @Message() query: ResponseTemplatesQuery,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): ResponseTemplatesPage {
    this.state.hear(SUBJECTS.responseTemplates, query, actor, metadata);
    const filled = { language: 'it' as const, text: `Per ${query.report ?? ''}`, missing: [] };
    const items = [...this.templates.values()].map(({ requestHmac: _, ...template }) =>
      query.report === undefined ? template : { ...template, filled },
    );
    return { items, page: 1, pageSize: 20, total: items.length };
  }

  @Answers(SUBJECTS.responseTemplate, { roles: rolesFor('responseTemplate') })
  read(@Message() { id }: OneResponseTemplate): ResponseTemplate {
    const { requestHmac: _, ...template } = this.held(id);
    return template;
  }

  @Answers(SUBJECTS.addResponseTemplate, { roles: rolesFor('addResponseTemplate') })
  add(@Message() { id, requestHmac, body }: AddResponseTemplate): ResponseTemplate {
    const known = this.templates.get(id);
    if (known !== undefined && known.requestHmac !== requestHmac) throw new Refused({ code: 'IDEMPOTENCY_KEY_REUSED' });
    if (known === undefined) this.templates.set(id, { ...wholeOf(body), id, revision: 0, requestHmac });
    return this.read({ id });
  }

  @Answers(SUBJECTS.changeResponseTemplate, { roles: rolesFor('changeResponseTemplate') })
  change(@Message() { id, body, expectedRevision }: ChangeResponseTemplate): ResponseTemplate {
    const held = this.held(id);
    if (expectedRevision !== undefined && expectedRevision !== held.revision)
      throw new Refused({ code: 'STALE_REVISION' });
    this.templates.set(id, { ...held, ...wholeOf(body), revision: held.revision + 1 });
    return this.read({ id });
  }

  @Answers(SUBJECTS.removeResponseTemplate, { roles: rolesFor('removeResponseTemplate') })
  remove(@Message() { id }: RemoveResponseTemplate): object {
    this.held(id);
    this.templates.delete(id);
    return { removed: true };
  }

  @Answers(SUBJECTS.routingDryRun, { roles: rolesFor('routingDryRun') })
  dryRun(@Message() query: RoutingDryRunQuery, @From() actor: Actor, @Meta() metadata: RequestMetadata): RoutingDryRun {
    this.state.hear(SUBJECTS.routingDryRun, query, actor, metadata);
    if (query.from !== undefined) throw new Refused({ code: 'DRY_RUN_TOO_LARGE' });
    const departments = { roads: { was: 1, would: 0 }, green: { was: 0, would: 1 } };
    return { from: AT, to: AT, reports: 1, changed: 1, withoutAnswers: 0, departments, items: [] };
  }

  private held(id: string): ResponseTemplate & { readonly requestHmac: string } {
    const template = this.templates.get(id);
    if (template === undefined) throw new Refused({ code: 'NOT_FOUND' });
    return template;
  }
}

function wholeOf({ action, title, departments = [], categories = [], texts }: ResponseTemplateBody) {
  return { action, title, departments, categories, texts };
}
