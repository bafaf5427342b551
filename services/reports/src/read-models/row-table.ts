import { parseStreamName, type Recorded, type SqlExecutor, type StoredEvent } from '@sportello/event-sourcing';
import type { ReportEvent } from '../domain/report';
import { decodeReport } from '../report-log';

/** What every row of a read model of reports has. */
export interface ReportRow {
  readonly municipalityId: string;
  readonly code: string;
  readonly revision: number;
}

/** The next row, from the one before and an event. */
export type RowFold<Row extends ReportRow> = (
  before: Row | undefined,
  event: Recorded<ReportEvent>,
  place: { readonly stream: string; readonly revision: number },
) => Row;

/** SQL type of every field of a row, in the order of the columns. */
export type Columns<Row> = { readonly [Field in keyof Row & string]-?: string };

/** The columns that note in which transaction a field of the row last changed; null until it does. */
export type ChangeColumns<Row> = { readonly [Field in keyof Row & string]?: string };

/** In every row, the transaction that made its table: rows that a rebuild wrote anew have not changed thereby. */
const MADE_IN = 'made_in';

/**
 * A table with one row per report, primary key (municipality, code). A batch of events costs two statements, however long it is:
 * the rows are read once, folded in memory, and written once.
 */
export class RowTable<Row extends ReportRow> {
  private readonly fields: readonly (keyof Row & string)[];

  constructor(
    private readonly columns: Columns<Row>,
    private readonly fold: RowFold<Row>,
    private readonly changes: ChangeColumns<Row> = {},
  ) {
    this.fields = Object.keys(columns) as (keyof Row & string)[];
  }

  /** The columns, for a `select` whose rows `toRow` understands. */
  get selection(): string {
    return this.fields.map((field) => `${snake(field)} as "${field}"`).join(', ');
  }

  /** Columns that this database fills, whatever the log says. */
  get localColumns(): readonly string[] {
    const noted = Object.values<string | undefined>(this.changes).flatMap((column) => column ?? []);
    return noted.length === 0 ? [] : [...noted, MADE_IN];
  }

  async createTable(sql: SqlExecutor, table: string): Promise<void> {
    const columns = this.fields.map((field) => `${snake(field)} ${this.columns[field]}`);
    const local = this.localColumns.map((column) => `${column} xid8`);
    await sql.query(
      `create table ${table} (${[...columns, ...local].join(', ')}, primary key (municipality_id, code))`,
    );
    if (local.length === 0) return;
    const { rows } = await sql.query<{ now: string }>('select pg_current_xact_id()::text as now');
    // A default takes no parameter: the number stands in the statement as a number.
    await sql.query(`alter table ${table} alter column ${MADE_IN} set default '${BigInt(rows[0]?.now ?? '')}'`);
  }

  /**
   * In SQL: none of these fields has changed since a snapshot of this database. Of a table made after it nobody knows, and all its rows pass.
   * @param bind the placeholder of a value
   */
  unchangedSince(
    fields: readonly (keyof Row & string)[],
    snapshotTaken: string,
    bind: (value: string) => string,
  ): string {
    const noted = fields.flatMap((field) => this.changes[field] ?? []);
    if (noted.length === 0) return 'true';
    const snapshot = `${bind(snapshotTaken)}::pg_snapshot`;
    const standing = noted.map((column) => `pg_visible_in_snapshot(${column}, ${snapshot}) is not false`);
    return `(not pg_visible_in_snapshot(${MADE_IN}, ${snapshot}) or (${standing.join(' and ')}))`;
  }

  /** A row as the driver gives it: times become the ISO 8601 texts that folds know. */
  toRow(selected: Row): Row {
    const times = this.fields.flatMap((field): (readonly [string, unknown])[] => {
      const value: unknown = selected[field];
      if (value instanceof Date) return [[field, textOfTime(value)]];
      return Array.isArray(value) ? [[field, value.map(textOfTime)]] : [];
    });
    return Object.assign({ ...selected }, Object.fromEntries(times));
  }

  async apply(events: readonly StoredEvent[], sql: SqlExecutor, table: string): Promise<void> {
    const rows = await this.read(events, sql, table);
    for (const stored of events) {
      const before = rows.get(stored.stream);
      // A stream retried after it was parked may bring what the row already holds.
      if (before !== undefined && stored.revision <= before.revision) continue;
      rows.set(stored.stream, this.fold(before, decodeReport(stored).event, stored));
    }
    await this.write([...rows.values()], sql, table);
  }

  private async read(events: readonly StoredEvent[], sql: SqlExecutor, table: string): Promise<Map<string, Row>> {
    const streams = [...new Set(events.map((event) => event.stream))];
    const keys = streams.map(parseStreamName);
    const { rows } = await sql.query<Row>(
      `select ${this.selection} from ${table} join unnest($1::text[], $2::text[]) as wanted(m, c) on municipality_id = m and code = c`,
      [keys.map((key) => key.municipalityId), keys.map((key) => key.id)],
    );
    const byKey = new Map(rows.map((row) => [`${row.municipalityId}/${row.code}`, this.toRow(row)]));
    return new Map(
      streams.flatMap((stream, index) => {
        const key = keys[index];
        const row = key && byKey.get(`${key.municipalityId}/${key.id}`);
        return row ? [[stream, row] as const] : [];
      }),
    );
  }

  private async write(rows: readonly Row[], sql: SqlExecutor, table: string): Promise<void> {
    if (rows.length === 0) return;
    const names = this.fields.map(snake);
    const record = this.fields.map((field) => `"${field}" ${typeOnly(this.columns[field])}`).join(', ');
    const updates = names
      .filter((name) => name !== 'municipality_id' && name !== 'code')
      .map((name) => `${name} = excluded.${name}`);
    const noted = Object.entries<string | undefined>(this.changes).flatMap(([field, column]) => {
      const name = snake(field);
      return column === undefined
        ? []
        : [
            `${column} = case when t.${name} is distinct from excluded.${name} then pg_current_xact_id() else t.${column} end`,
          ];
    });
    await sql.query(
      `insert into ${table} as t (${names.join(', ')})
       select ${this.fields.map((field) => `"${field}"`).join(', ')} from jsonb_to_recordset($1::jsonb) as r(${record})
       on conflict (municipality_id, code) do update set ${[...updates, ...noted].join(', ')}`,
      [JSON.stringify(rows)],
    );
  }
}

function textOfTime(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}

function snake(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `text not null` -> `text` */
function typeOnly(column: string): string {
  return column.replace(/ not null$/, '');
}
