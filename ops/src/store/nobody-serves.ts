import { setTimeout as pause } from 'node:timers/promises';
import type { InstallationView } from '@sportello/contracts/words';
import { rolesOf, type Database } from '@sportello/postgres';
import { OperationFailed } from '../command-line/operation';

/** A connection that was closed is gone a little later. */
const DEADLINE_MS = 5_000;
const EVERY_MS = 100;

/** Sees that no service is connected, wherever it runs. @throws OperationFailed */
export async function assertNobodyServes(
  { databases }: Pick<InstallationView, 'databases'>,
  database: Pick<Database, 'worker'>,
  signal: AbortSignal,
): Promise<void> {
  const roles = Object.values(databases).flatMap((urls) => Object.values<string>({ ...rolesOf(urls) }));
  for (const deadline = Date.now() + DEADLINE_MS; ; await pause(EVERY_MS, undefined, { signal })) {
    const { rows } = await database.worker.query<{ name: string }>(
      `select distinct application_name as name from pg_stat_activity
        where datname = current_database() and usename = any($1) and application_name not like 'sportello-ops-%' order by 1`,
      [roles],
    );
    if (rows.length === 0) return;
    if (Date.now() > deadline)
      throw new OperationFailed(
        'RUNNING',
        `Services are connected to the databases (${rows.map(({ name }) => name).join(', ')}). Stop them first: a restore is for while nothing serves.`,
      );
  }
}
