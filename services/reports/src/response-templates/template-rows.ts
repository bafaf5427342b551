import {
  MAX_RESPONSE_TEMPLATES,
  type RefusalCode,
  type ResponseAction,
  type ResponseTemplate,
  type ResponseTemplateBody,
} from '@sportello/contracts';
import { reject, type Rejection, type SqlExecutor } from '@sportello/event-sourcing';
import { lockUntilEnd, type Database } from '@sportello/postgres';
import { canonicalJson } from '@sportello/service-kit';
import { Conditions } from '../read-models/conditions';

/** The departments whose templates somebody sees and keeps; undefined: those of all. */
export type Scope = readonly string[] | undefined;

/** Which templates are asked for. */
export interface TemplatesAsked {
  readonly scope: Scope;
  readonly action?: ResponseAction | undefined;
  /** Those that fit a report of this department and category. */
  readonly fitting?: { readonly department: string; readonly category: string };
  readonly skip: number;
  readonly take: number;
}

/** A new template: its id and what tells a retry are made of the key of the request. */
export interface NewTemplate {
  readonly id: string;
  readonly requestHmac: string;
  readonly body: ResponseTemplateBody;
}

type Answer<Value> =
  | Value
  | Rejection<
      Extract<
        RefusalCode,
        'NOT_FOUND' | 'NOT_ALLOWED' | 'STALE_REVISION' | 'IDEMPOTENCY_KEY_REUSED' | 'TOO_MANY_RESPONSE_TEMPLATES'
      >
    >;
type Row = ResponseTemplate & { readonly requestHmac: string };

const COLUMNS = 'id, action, title, departments, categories, texts, revision, request_hmac as "requestHmac"';

/** The templates of the Comuni, each seen within its own alone. */
export class TemplateRows {
  constructor(private readonly database: Pick<Database, 'asMunicipality'>) {}

  async page(
    municipalityId: string,
    { scope, action, fitting, skip, take }: TemplatesAsked,
  ): Promise<{ readonly items: readonly ResponseTemplate[]; readonly total: number }> {
    const asked = new Conditions()
      .add('municipality_id = ?', municipalityId)
      .add(`(departments = '{}' or departments && ?::text[])`, scope)
      .add('action = ?', action)
      .add(`(departments = '{}' or ? = any (departments))`, fitting?.department)
      .add(`(categories = '{}' or ? = any (categories))`, fitting?.category);
    return this.database.asMunicipality(municipalityId, async (sql) => {
      const counted = await sql.query<{ total: number }>(
        `select count(*)::int as total from response_templates where ${asked.where}`,
        asked.parameters,
      );
      const { rows } = await sql.query<Row>(
        `select ${COLUMNS} from response_templates where ${asked.where}
         order by action, lower(title), id limit ${take} offset ${skip}`,
        asked.parameters,
      );
      return { items: rows.map(viewOf), total: counted.rows[0]?.total ?? 0 };
    });
  }

  read(municipalityId: string, id: string, scope: Scope): Promise<Answer<ResponseTemplate>> {
    return this.database.asMunicipality(municipalityId, async (sql) => {
      const row = await find(sql, municipalityId, id);
      return row && isSeen(row, scope) ? viewOf(row) : reject('NOT_FOUND');
    });
  }

  /** With the same id and request the same template, as it is by then. */
  add(municipalityId: string, { id, requestHmac, body }: NewTemplate, scope: Scope): Promise<Answer<ResponseTemplate>> {
    if (!isKept(body, scope)) return Promise.resolve(notTheirs());
    return this.database.asMunicipality(municipalityId, async (sql) => {
      // Two at once must not both be the last that fits.
      await lockUntilEnd(sql, `response_templates ${municipalityId}`);
      const known = await find(sql, municipalityId, id);
      if (known) return known.requestHmac === requestHmac ? viewOf(known) : reject('IDEMPOTENCY_KEY_REUSED');
      const { rows } = await sql.query<Row>(
        `insert into response_templates (municipality_id, id, action, title, departments, categories, texts, revision, request_hmac)
         select $1, $2::uuid, $3, $4, $5::text[], $6::text[], $7::jsonb, 0, $8
          where (select count(*) from response_templates where municipality_id = $1) < ${MAX_RESPONSE_TEMPLATES}
         returning ${COLUMNS}`,
        [municipalityId, id, ...valuesOf(body), requestHmac],
      );
      return rows[0] ? viewOf(rows[0]) : reject('TOO_MANY_RESPONSE_TEMPLATES');
    });
  }

  /** What it says already it need not be told again, whatever revision the change was made on. */
  change(
    municipalityId: string,
    {
      id,
      body,
      expectedRevision,
    }: Pick<NewTemplate, 'id' | 'body'> & { readonly expectedRevision?: number | undefined },
    scope: Scope,
  ): Promise<Answer<ResponseTemplate>> {
    return this.database.asMunicipality(municipalityId, async (sql) => {
      const row = await find(sql, municipalityId, id, 'for update');
      if (!row || !isSeen(row, scope)) return reject('NOT_FOUND');
      if (!isKept(row, scope) || !isKept(body, scope)) return notTheirs();
      if (canonicalJson(valuesOf(body)) === canonicalJson(valuesOf(row))) return viewOf(row);
      if (expectedRevision !== undefined && expectedRevision !== row.revision) return reject('STALE_REVISION');
      const { rows } = await sql.query<Row>(
        `update response_templates
            set action = $3, title = $4, departments = $5, categories = $6, texts = $7, revision = revision + 1
          where municipality_id = $1 and id = $2 returning ${COLUMNS}`,
        [municipalityId, id, ...valuesOf(body)],
      );
      return rows[0] ? viewOf(rows[0]) : reject('NOT_FOUND');
    });
  }

  remove(
    municipalityId: string,
    { id, expectedRevision }: { readonly id: string; readonly expectedRevision?: number | undefined },
    scope: Scope,
  ): Promise<Answer<{ readonly removed: true }>> {
    return this.database.asMunicipality(municipalityId, async (sql) => {
      const row = await find(sql, municipalityId, id, 'for update');
      if (!row || !isSeen(row, scope)) return reject('NOT_FOUND');
      if (!isKept(row, scope)) return notTheirs();
      if (expectedRevision !== undefined && expectedRevision !== row.revision) return reject('STALE_REVISION');
      await sql.query('delete from response_templates where municipality_id = $1 and id = $2', [municipalityId, id]);
      return { removed: true };
    });
  }
}

async function find(
  sql: SqlExecutor,
  municipalityId: string,
  id: string,
  lock: 'for update' | '' = '',
): Promise<Row | undefined> {
  const { rows } = await sql.query<Row>(
    `select ${COLUMNS} from response_templates where municipality_id = $1 and id = $2 ${lock}`,
    [municipalityId, id],
  );
  return rows[0];
}

function isSeen({ departments }: Pick<Row, 'departments'>, scope: Scope): boolean {
  return scope === undefined || departments.length === 0 || departments.some((id) => scope.includes(id));
}

/** Who answers for departments keeps the templates of theirs alone, and none that are for all. */
function isKept({ departments = [] }: { readonly departments?: readonly string[] }, scope: Scope): boolean {
  return scope === undefined || (departments.length > 0 && departments.every((id) => scope.includes(id)));
}

function notTheirs(): Rejection<'NOT_ALLOWED'> {
  return reject('NOT_ALLOWED', 'A head of departments keeps the templates of those departments alone');
}

/** In the order of the columns. */
function valuesOf({
  action,
  title,
  departments = [],
  categories = [],
  texts: { it, en },
}: ResponseTemplateBody | Row): readonly unknown[] {
  return [action, title, departments, categories, { it, ...(en === undefined ? {} : { en }) }];
}

function viewOf({ requestHmac: _, ...template }: Row): ResponseTemplate {
  return template;
}
