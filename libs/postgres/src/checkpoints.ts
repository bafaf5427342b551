import type { Checkpoint, Checkpoints, SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from './database';
import { quoteIdentifier } from './identifiers';
import type { ServiceRoles } from './roles';
import {
  CHECKPOINT_COLUMNS,
  CHECKPOINT_FIELDS,
  checkpointOf,
  checkpointValues,
  type CheckpointRow,
} from './stored-checkpoint';

/** Checkpoints in the service's own schema, so that effects and checkpoint are one transaction (of the worker role). */
export class PostgresCheckpoints implements Checkpoints {
  constructor(private readonly database: Database) {}

  /** Creates the table `checkpoints`; for a migration. It holds no row of a municipality, so only the worker may touch it. */
  static async create(sql: SqlExecutor, schema: string, roles: ServiceRoles): Promise<void> {
    const table = `${quoteIdentifier(schema)}.checkpoints`;
    await sql.query(`create table ${table} (name text primary key, ${CHECKPOINT_COLUMNS})`);
    await sql.query(`grant select, insert, update on ${table} to ${quoteIdentifier(roles.worker)}`);
  }

  async read(name: string): Promise<Checkpoint | undefined> {
    const { rows } = await this.database.worker.query<CheckpointRow>(
      `select ${CHECKPOINT_FIELDS} from checkpoints where name = $1`,
      [name],
      { name: 'read-checkpoint' },
    );
    return rows[0] && checkpointOf(rows[0]);
  }

  async advance(
    name: string,
    work: (current: Checkpoint | undefined, sql: SqlExecutor) => Promise<Checkpoint | undefined>,
  ): Promise<'advanced' | 'unchanged' | 'busy'> {
    const outcome = await this.advanceExisting(name, work);
    if (outcome !== 'busy' || (await this.create(name)) === 'existed') return outcome;
    return this.advanceExisting(name, work);
  }

  private advanceExisting(
    name: string,
    work: (current: Checkpoint | undefined, sql: SqlExecutor) => Promise<Checkpoint | undefined>,
  ): Promise<'advanced' | 'unchanged' | 'busy'> {
    return this.database.asWorker(async (sql) => {
      const { rows } = await sql.query<CheckpointRow>(
        `select ${CHECKPOINT_FIELDS} from checkpoints where name = $1 for update skip locked`,
        [name],
        { name: 'hold-checkpoint' },
      );
      const held = rows[0];
      if (!held) return 'busy';
      const next = await work(checkpointOf(held), sql);
      if (!next) return 'unchanged';
      await sql.query(
        `update checkpoints set log_id = $2, position = $3, last_stream = $4, last_revision = $5, last_event_id = $6
         where name = $1`,
        [name, ...checkpointValues(next)],
        { name: 'write-checkpoint' },
      );
      return 'advanced';
    });
  }

  /** In a transaction of its own: within that of `work` a second replica would have to wait for its end. */
  private async create(name: string): Promise<'created' | 'existed'> {
    const { rowCount } = await this.database.worker.query(
      'insert into checkpoints (name) values ($1) on conflict do nothing',
      [name],
    );
    return rowCount === 1 ? 'created' : 'existed';
  }
}
