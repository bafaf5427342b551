import type { SqlExecutor } from '@sportello/event-sourcing';
import { quoteIdentifier } from './identifiers';
import type { ServiceRoles } from './roles';

/** What a role may do with a table: `select`, `insert`, `update`, `delete`, comma separated; absent: nothing. */
export type Privileges = string;

export interface ProtectTableOptions {
  readonly schema: string;
  readonly table: string;
  /** Within the municipality that the transaction names, never outside it. */
  readonly app?: Privileges;
  /** In every municipality. */
  readonly worker?: Privileges;
  readonly roles: ServiceRoles;
}

const PRIVILEGES = /^(select|insert|update|delete)(, ?(select|insert|update|delete))*$/;

/** Row-level security by `municipality_id`, forced also on the owner, and the grants: the second wall. Idempotent. Runs as the owner. */
export async function protectTable(sql: SqlExecutor, options: ProtectTableOptions): Promise<void> {
  const table = `${quoteIdentifier(options.schema)}.${quoteIdentifier(options.table)}`;
  await sql.query(`alter table ${table} enable row level security, force row level security`);
  const own = `municipality_id = current_setting('sportello.municipality', true)`;
  await grant(sql, table, 'of_municipality', options.roles.app, options.app, own);
  await grant(sql, table, 'of_worker', options.roles.worker, options.worker, 'true');
}

async function grant(
  sql: SqlExecutor,
  table: string,
  policy: string,
  role: string,
  privileges: Privileges | undefined,
  rows: string,
): Promise<void> {
  const to = quoteIdentifier(role);
  await sql.query(`revoke all on ${table} from ${to}`);
  await sql.query(`drop policy if exists ${policy} on ${table}`);
  if (privileges === undefined) return;
  if (!PRIVILEGES.test(privileges)) throw new Error(`Not a list of privileges: ${privileges}`);
  await sql.query(`create policy ${policy} on ${table} to ${to} using (${rows}) with check (${rows})`);
  await sql.query(`grant ${privileges} on ${table} to ${to}`);
}
