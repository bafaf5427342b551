import type { SqlExecutor } from '@sportello/event-sourcing';
import { FollowedReports } from '../feed/followed-reports';

const TABLE = 'replayed_reports';

/** The database does not let a replay keep what it must remember. */
export class NoTemporaryTables extends Error {
  override readonly name = 'NoTemporaryTables';
  constructor({ role, database }: Place) {
    super(
      `The database role ${role} may not make temporary tables. Start the product again, which gives it the right, or let an administrator of the ` +
        `database do it: grant temporary on database "${database}" to "${role}"`,
    );
  }
}

interface Place {
  readonly role: string;
  readonly database: string;
}

/**
 * An empty book like the live reader's, in a temporary table: nobody else sees it, and it ends with its connection, however that ends.
 * @param sql of one connection that nobody else uses @param schema of this service @throws NoTemporaryTables
 */
export async function replayedReports(sql: SqlExecutor, schema: string): Promise<FollowedReports> {
  const { rows } = await sql.query<Place & { readonly may: boolean }>(
    `select current_user as role, current_database() as database, has_database_privilege(current_database(), 'temporary') as may`,
  );
  const [place] = rows;
  if (place?.may === false) throw new NoTemporaryTables(place);
  await sql.query(
    `create temporary table ${TABLE} (like ${schema}.report_recipients including constraints including indexes)`,
  );
  // How much a recursion finds is guessed at many times what it is: compiling the statement would take longer than running it.
  await sql.query('set jit = off');
  return new FollowedReports(sql, `pg_temp.${TABLE}`);
}
