import type { EventFilter, StoredEvent } from './event-store';
import type { SqlExecutor } from './sql-executor';

/** A read model's writer. It sees only events, so that throwing the table away and reading the log again gives the same rows. */
export interface Projection {
  /** snake_case; the table is `<name>_v<version>_g<generation>`, queries read the view `<name>_v<version>`. */
  readonly name: string;
  readonly version: number;
  readonly filter: EventFilter;
  /** Columns that say something of this database and nothing of the log: another table made from the same log may hold other values there. */
  readonly localColumns?: readonly string[];
  /**
   * Creates the table, whose primary key begins with `municipality_id`.
   * The runner adds row-level security and grants. Runs as the owner of the schema.
   */
  init(sql: SqlExecutor, table: string): Promise<void>;
  /**
   * Creates the indexes that queries need besides the primary key: of a table that is rebuilt only once it is filled, which costs a
   * fraction of keeping them up to date meanwhile. Runs as the owner of the schema.
   */
  createIndexes?(sql: SqlExecutor, table: string): Promise<void>;
  /**
   * Applies a batch in log order with as few statements as it can. Throwing anything but a database error, or one about its values (SQLSTATE class 21, 22, 23 or 54), marks a
   * poison event: the runner finds it by applying one by one and parks its stream. No clock, no randomness, no other table.
   */
  apply(events: readonly StoredEvent[], sql: SqlExecutor, table: string): Promise<void>;
}

export function defineProjection(projection: Projection): Projection {
  if (!/^[a-z][a-z_]{1,39}$/.test(projection.name)) throw new Error(`Not a projection name: ${projection.name}`);
  if (!Number.isInteger(projection.version) || projection.version < 1) {
    throw new Error(`Projection ${projection.name}: a version is a whole number from 1`);
  }
  return projection;
}

/** The view that queries of this version read. */
export function viewOf(projection: Pick<Projection, 'name' | 'version'>): string {
  return `${projection.name}_v${projection.version}`;
}
