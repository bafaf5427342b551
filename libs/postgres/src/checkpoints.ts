import type { Checkpoint, Checkpoints, SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from './database';
import type { ServiceRoles } from './roles';

/** Checkpoints in the service's own schema, so that effects and checkpoint are one transaction (of the worker role). */
export class PostgresCheckpoints implements Checkpoints {
  constructor(private readonly database: Database) {}

  /** Creates the table `checkpoints`; for a migration. */
  static create(sql: SqlExecutor, schema: string, roles: ServiceRoles): Promise<void> {
    return Promise.reject(new Error(`not yet ${String(sql)} ${schema} ${roles.worker}`));
  }

  read(name: string): Promise<Checkpoint | undefined> {
    return Promise.reject(new Error(`not yet ${name} ${this.database.schema}`));
  }

  advance(
    name: string,
    work: (current: Checkpoint | undefined, sql: SqlExecutor) => Promise<Checkpoint | undefined>,
  ): Promise<'advanced' | 'unchanged' | 'busy'> {
    return Promise.reject(new Error(`not yet ${name} ${String(work)}`));
  }
}
