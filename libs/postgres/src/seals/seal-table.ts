import type {
  AnchoredSeal,
  EventName,
  Position,
  Seal,
  SealBook,
  SealedBatch,
  SqlExecutor,
} from '@sportello/event-sourcing';
import type { Database } from '../database';
import { quoteIdentifier } from '../identifiers';
import { municipalitiesIn } from '../municipalities-in';
import { protectTable } from '../protect-table';
import type { ServiceRoles } from '../roles';

/** A batch with where its events stand in the log. Positions are not sealed: in another store they are others. */
export interface PlacedBatch extends SealedBatch {
  readonly lastPosition: Position;
}

interface SealRow {
  readonly municipality_id: string;
  readonly number: number;
  readonly first: string;
  readonly count: number;
  readonly root: string;
  readonly previous: string;
  readonly sealed_at: string;
  readonly hash: string;
  readonly leaves: Buffer;
  readonly names: string;
}

const SEAL_COLUMNS = `municipality_id, number, first::text as first, count, root, previous, hash,
  to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as sealed_at`;
const BATCH_COLUMNS = `${SEAL_COLUMNS}, leaves, names`;
/** The line `$2` stands among the names. */
const COVERS = `municipality_id = $1 and strpos(E'\\n' || names || E'\\n', E'\\n' || $2 || E'\\n') > 0`;
/** Batches are read so many at a time: of each municipality that many are in memory. */
const READ_AHEAD = 4;
/** Ends of batches are found anew so many at a time. */
const ENDS_AHEAD = 20;

/** The seals of every municipality, in the schema of the service that owns the log. */
export class SealTable implements SealBook {
  private readonly table: string;

  constructor(private readonly database: Pick<Database, 'worker' | 'schema'>) {
    this.table = `${quoteIdentifier(database.schema)}.seals`;
  }

  /** For a migration. Seals are only ever added; what another store numbers anew is all that may change. */
  static async create(sql: SqlExecutor, schema: string, roles: ServiceRoles): Promise<void> {
    const table = `${quoteIdentifier(schema)}.seals`;
    await sql.query(
      `create table ${table} (
         municipality_id text not null,
         number integer not null check (number > 0),
         first bigint not null,
         count integer not null check (count > 0),
         root text not null,
         previous text not null,
         sealed_at timestamptz not null,
         hash text not null,
         leaves bytea not null,
         names text not null,
         last_position text collate "C" not null,
         primary key (municipality_id, number)
       )`,
    );
    await sql.query(`create index seals_by_position on ${table} (municipality_id, last_position)`);
    await sql.query(`comment on column ${table}.names is 'a line for each event: its revision, a space, its stream'`);
    await protectTable(sql, { schema, table: 'seals', worker: 'select, insert', roles });
    await sql.query(`grant update (last_position) on ${table} to ${quoteIdentifier(roles.worker)}`);
  }

  /** The last seal of each of these municipalities that has one, as the transaction of `sql` sees it. */
  async last(sql: SqlExecutor, municipalityIds: readonly string[]): Promise<ReadonlyMap<string, Seal>> {
    const { rows } = await sql.query<SealRow>(
      `select last.* from unnest($1::text[]) as wanted (id) cross join lateral (
         select ${SEAL_COLUMNS} from ${this.table} where municipality_id = wanted.id order by number desc limit 1
       ) as last`,
      [municipalityIds],
      { name: 'last-seals' },
    );
    return new Map(rows.map((row) => [row.municipality_id, sealOf(row)]));
  }

  /** Adds batches, in one statement. */
  async write(sql: SqlExecutor, batches: readonly PlacedBatch[]): Promise<void> {
    const of = <T>(column: (batch: PlacedBatch) => T): T[] => batches.map(column);
    await sql.query(
      `insert into ${this.table} (municipality_id, number, first, count, root, previous, sealed_at, hash, leaves, names, last_position)
       select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::integer[], $5::text[], $6::text[], $7::timestamptz[], $8::text[],
         $9::bytea[], $10::text[], $11::text[])`,
      [
        of(({ seal }) => seal.municipalityId),
        of(({ seal }) => seal.number),
        of(({ seal }) => seal.first),
        of(({ seal }) => seal.count),
        of(({ seal }) => seal.root),
        of(({ seal }) => seal.previous),
        of(({ seal }) => seal.sealedAt),
        of(({ seal }) => seal.hash),
        of(({ leaves }) => leaves),
        of(({ names }) => names.map(lineOf).join('\n')),
        of(({ lastPosition }) => lastPosition),
      ],
      { name: 'write-seals' },
    );
  }

  municipalities(): Promise<readonly string[]> {
    return municipalitiesIn(this.database.worker, this.table);
  }

  async *batches(municipalityId: string): AsyncGenerator<SealedBatch, void, undefined> {
    for (let after = 0; ;) {
      const { rows } = await this.database.worker.query<SealRow>(
        `select ${BATCH_COLUMNS} from ${this.table} where municipality_id = $1 and number > $2 order by number limit ${READ_AHEAD}`,
        [municipalityId, after],
        { name: 'next-seals' },
      );
      for (const row of rows) yield batchOf(row);
      const last = rows.at(-1);
      if (!last) return;
      after = last.number;
    }
  }

  async covers(municipalityId: string, event: EventName): Promise<boolean> {
    const { rowCount } = await this.database.worker.query(`select from ${this.table} where ${COVERS} limit 1`, [
      municipalityId,
      lineOf(event),
    ]);
    return rowCount > 0;
  }

  /**
   * The batch that holds this event; undefined while it is not sealed. It is looked for by its position, and by its name where another store
   * has put the events in another order than they were sealed.
   */
  async batchOf(
    municipalityId: string,
    event: EventName & { readonly position: Position },
  ): Promise<SealedBatch | undefined> {
    const { rows } = await this.database.worker.query<SealRow>(
      `select ${BATCH_COLUMNS} from ${this.table} where municipality_id = $1 and last_position >= $2 order by last_position limit 1`,
      [municipalityId, event.position],
      { name: 'seal-at' },
    );
    const found = rows[0] && batchOf(rows[0]);
    if (!found || holds(found, event)) return found;
    const { rows: named } = await this.database.worker.query<SealRow>(
      `select ${BATCH_COLUMNS} from ${this.table} where ${COVERS} limit 1`,
      [municipalityId, lineOf(event)],
    );
    return named[0] && batchOf(named[0]);
  }

  /** Finds anew where each batch ends, in a log that was copied or restored; `positionOf` its last event there. Repeating it is harmless. */
  async relocate(positionOf: (event: EventName) => Promise<Position | undefined>): Promise<void> {
    for (const municipalityId of await this.municipalities()) {
      for await (const ends of this.ends(municipalityId)) {
        const positions = await Promise.all(ends.map(({ last }) => positionOf(last)));
        // An event that is not in this log has no position: its batch stays as it is.
        await this.database.worker.query(
          `update ${this.table} as seal set last_position = found.position from unnest($2::integer[], $3::text[]) as found (number, position)
            where seal.municipality_id = $1 and seal.number = found.number and seal.last_position <> found.position`,
          [municipalityId, ends.map(({ number }) => number), positions.map((position) => position ?? null)],
          { name: 'relocate-seals' },
        );
      }
    }
  }

  /** The last event of each batch, without the others. */
  private async *ends(
    municipalityId: string,
  ): AsyncGenerator<readonly { readonly number: number; readonly last: EventName }[], void, undefined> {
    for (let after = 0; ;) {
      const { rows } = await this.database.worker.query<{ number: number; last: string }>(
        `select number, split_part(names, E'\\n', count) as last from ${this.table}
          where municipality_id = $1 and number > $2 order by number limit ${ENDS_AHEAD}`,
        [municipalityId, after],
        { name: 'next-seal-ends' },
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map((row) => ({ number: row.number, last: nameOf(row.last) }));
      after = last.number;
    }
  }

  /** What an anchor keeps: the last seal of every municipality. */
  async latest(): Promise<readonly AnchoredSeal[]> {
    const last = await this.last(this.database.worker, await this.municipalities());
    return [...last.values()].map(({ municipalityId, number, hash, sealedAt }) => ({
      municipalityId,
      number,
      hash,
      sealedAt,
    }));
  }
}

/** How an event stands among the names of a batch. */
function lineOf({ stream, revision }: EventName): string {
  return `${revision} ${stream}`;
}

function nameOf(line: string): EventName {
  const end = line.indexOf(' ');
  return { revision: Number(line.slice(0, end)), stream: line.slice(end + 1) };
}

function holds({ names }: SealedBatch, { stream, revision }: EventName): boolean {
  return names.some((name) => name.stream === stream && name.revision === revision);
}

function sealOf(row: SealRow): Seal {
  return {
    municipalityId: row.municipality_id,
    number: row.number,
    first: Number(row.first),
    count: row.count,
    root: row.root,
    previous: row.previous,
    sealedAt: row.sealed_at,
    hash: row.hash,
  };
}

function batchOf(row: SealRow): SealedBatch {
  return { seal: sealOf(row), leaves: row.leaves, names: row.names.split('\n').map(nameOf) };
}
