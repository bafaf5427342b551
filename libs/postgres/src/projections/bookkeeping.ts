import type { Checkpoint, Projection, SqlExecutor } from '@sportello/event-sourcing';
import { quoteIdentifier } from '../identifiers';
import type { ServiceRoles } from '../roles';
import {
  CHECKPOINT_COLUMNS,
  CHECKPOINT_FIELDS,
  checkpointOf,
  checkpointValues,
  type CheckpointRow,
} from '../stored-checkpoint';
import { counting, MAX_PARKED_STREAMS, type ParkedStream } from './parked-streams';

/** Which projection, without its code. */
export type ProjectionId = Pick<Projection, 'name' | 'version'>;

/** What the row of a projection says. */
export interface ProjectionState {
  readonly generation: number;
  readonly checkpoint: Checkpoint | undefined;
  readonly stoppedBecause: string | undefined;
}

interface StateRow extends CheckpointRow {
  readonly generation: number;
  readonly stopped: string | null;
}

const FIELDS = `generation, stopped, ${CHECKPOINT_FIELDS}`;

/** The tables `projections` (the row is checkpoint, election and fence) and `parked_streams`. They hold no row of a municipality: only the worker may touch them. */
export async function createBookkeeping(sql: SqlExecutor, schema: string, roles: ServiceRoles): Promise<void> {
  const inSchema = quoteIdentifier(schema);
  await sql.query(
    `create table ${inSchema}.projections (
       name text not null, version int not null, generation int not null, stopped text, ${CHECKPOINT_COLUMNS},
       primary key (name, version)
     )`,
  );
  await sql.query(
    `create table ${inSchema}.parked_streams (
       projection text not null, version int not null, stream text not null, revision bigint not null, reason text not null,
       primary key (projection, version, stream)
     )`,
  );
  await letStreamsBeSkipped(sql, schema);
  for (const table of ['projections', 'parked_streams']) {
    await sql.query(`grant select, insert, update, delete on ${inSchema}.${table} to ${quoteIdentifier(roles.worker)}`);
  }
}

/** For a migration of installations whose table is older than `skipped`. */
export async function letStreamsBeSkipped(sql: SqlExecutor, schema: string): Promise<void> {
  await sql.query(
    `alter table ${quoteIdentifier(schema)}.parked_streams add column if not exists skipped boolean not null default false`,
  );
}

/** The row without a lock; undefined before the first start. */
export async function readState(
  sql: SqlExecutor,
  { name, version }: ProjectionId,
): Promise<ProjectionState | undefined> {
  const { rows } = await sql.query<StateRow>(
    `select ${FIELDS} from projections where name = $1 and version = $2`,
    [name, version],
    { name: 'read-projection' },
  );
  return rows[0] && stateOf(rows[0]);
}

/** The locked row, undefined when another replica holds it: whoever holds it is the one that writes. */
export async function holdState(
  sql: SqlExecutor,
  { name, version }: ProjectionId,
): Promise<ProjectionState | undefined> {
  const { rows } = await sql.query<StateRow>(
    `select ${FIELDS} from projections where name = $1 and version = $2 for update skip locked`,
    [name, version],
    { name: 'hold-projection' },
  );
  return rows[0] && stateOf(rows[0]);
}

/** The locked row, after waiting for the batch in flight. @throws Error when it is not there */
export async function awaitState(sql: SqlExecutor, { name, version }: ProjectionId): Promise<ProjectionState> {
  const { rows } = await sql.query<StateRow>(
    `select ${FIELDS} from projections where name = $1 and version = $2 for update`,
    [name, version],
  );
  if (!rows[0]) throw new Error(`Projection ${name} version ${version} was never started`);
  return stateOf(rows[0]);
}

export async function insertState(
  sql: SqlExecutor,
  { name, version }: ProjectionId,
  generation: number,
): Promise<void> {
  await sql.query('insert into projections (name, version, generation) values ($1, $2, $3)', [
    name,
    version,
    generation,
  ]);
}

/** Of the held row. */
export async function writeCheckpoint(
  sql: SqlExecutor,
  { name, version }: ProjectionId,
  checkpoint: Checkpoint,
): Promise<void> {
  await sql.query(
    `update projections set log_id = $3, position = $4, last_stream = $5, last_revision = $6, last_event_id = $7
     where name = $1 and version = $2`,
    [name, version, ...checkpointValues(checkpoint)],
    { name: 'write-projection' },
  );
}

/** Of the held row, when a new generation takes over: it begins without a reason to stop. */
export async function writeGeneration(
  sql: SqlExecutor,
  { name, version }: ProjectionId,
  generation: number,
  checkpoint: Checkpoint | undefined,
): Promise<void> {
  await sql.query(
    `update projections set generation = $3, stopped = null,
       log_id = $4, position = $5, last_stream = $6, last_revision = $7, last_event_id = $8
     where name = $1 and version = $2`,
    [name, version, generation, ...checkpointValues(checkpoint)],
  );
}

export async function writeStopped(
  sql: SqlExecutor,
  { name, version }: ProjectionId,
  reason: string | null,
): Promise<void> {
  await sql.query('update projections set stopped = $3 where name = $1 and version = $2', [name, version, reason]);
}

export async function readParked(sql: SqlExecutor, { name, version }: ProjectionId): Promise<readonly ParkedStream[]> {
  const { rows } = await sql.query<{ stream: string; revision: string; reason: string; skipped: boolean }>(
    'select stream, revision::text, reason, skipped from parked_streams where projection = $1 and version = $2 order by stream',
    [name, version],
    { name: 'read-parked' },
  );
  return rows.map(({ stream, revision, reason, skipped }) => ({
    stream,
    revision: Number(revision),
    reason,
    ...(skipped ? { skipped: true as const } : {}),
  }));
}

/** Those that an operator decided to go on without. */
export async function readSkipped(sql: SqlExecutor, projection: ProjectionId): Promise<readonly ParkedStream[]> {
  return (await readParked(sql, projection)).filter(({ skipped }) => skipped);
}

export async function park(
  sql: SqlExecutor,
  { name, version }: ProjectionId,
  streams: readonly ParkedStream[],
): Promise<void> {
  if (streams.length === 0) return;
  await sql.query(
    `insert into parked_streams (projection, version, stream, revision, reason, skipped)
     select $1, $2, * from unnest($3::text[], $4::bigint[], $5::text[], $6::boolean[])
     on conflict (projection, version, stream) do update set revision = excluded.revision, reason = excluded.reason`,
    [
      name,
      version,
      streams.map((p) => p.stream),
      streams.map((p) => p.revision),
      streams.map((p) => p.reason),
      streams.map((p) => p.skipped === true),
    ],
  );
}

/** @returns whether the stream was parked */
export async function skip(sql: SqlExecutor, { name, version }: ProjectionId, stream: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    'update parked_streams set skipped = true where projection = $1 and version = $2 and stream = $3',
    [name, version, stream],
  );
  return rowCount > 0;
}

/** A projection that stopped because of too many parked streams goes on when not more than may wait do. Runs beside no batch. */
export async function goOnIfFewWait(sql: SqlExecutor, projection: ProjectionId): Promise<void> {
  await awaitState(sql, projection);
  if (counting(await readParked(sql, projection)) <= MAX_PARKED_STREAMS) await writeStopped(sql, projection, null);
}

/** One stream, or all of the projection. */
export async function unpark(sql: SqlExecutor, { name, version }: ProjectionId, stream?: string): Promise<void> {
  await sql.query(
    'delete from parked_streams where projection = $1 and version = $2 and ($3::text is null or stream = $3)',
    [name, version, stream ?? null],
  );
}

function stateOf(row: StateRow): ProjectionState {
  return { generation: row.generation, checkpoint: checkpointOf(row), stoppedBecause: row.stopped ?? undefined };
}
