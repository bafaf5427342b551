import type { SqlExecutor } from '@sportello/event-sourcing';

/** The end of its name, what it is of as `create index` takes it, and of which rows; of all when that is absent. */
export type Index = readonly [name: string, columns: string, rows?: string];

/** The indexes of a generation: its table carries their names, so that two generations can stand beside each other. */
export async function createIndexes(sql: SqlExecutor, table: string, indexes: readonly Index[]): Promise<void> {
  const [, name = table] = /([^.]+)$/.exec(table) ?? [];
  for (const [index, columns, rows] of indexes)
    await sql.query(
      `create index ${name}_${index} on ${table} ${columns}${rows === undefined ? '' : ` where ${rows}`}`,
    );
}
