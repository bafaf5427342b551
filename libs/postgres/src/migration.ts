import type { QueryRunner } from 'typeorm';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { ServiceRoles } from './roles';

/** What a migration works with: SQL as the owner, the service's schema and its roles, for `protectTable` and the `create` functions. */
export interface MigrationContext {
  readonly sql: SqlExecutor;
  readonly schema: string;
  readonly roles: ServiceRoles;
}

/** The context of a migration that `Database.open` runs. */
export async function migrationContext(runner: QueryRunner): Promise<MigrationContext> {
  const sql: SqlExecutor = {
    async query<Row extends object>(text: string, parameters: readonly unknown[] = []) {
      const result = await runner.query(text, [...parameters], true);
      const rows = (result.records ?? []) as Row[];
      return { rows, rowCount: result.affected ?? rows.length };
    },
  };
  const { rows } = await sql.query<{ schema: string; owner: string; app: string; worker: string }>(
    `select current_setting('sportello.schema') as schema, current_user as owner,
            current_setting('sportello.app_role') as app, current_setting('sportello.worker_role') as worker`,
  );
  const found = rows[0];
  if (!found) throw new Error('The session has no Sportello settings');
  return { sql, schema: found.schema, roles: { owner: found.owner, app: found.app, worker: found.worker } };
}
