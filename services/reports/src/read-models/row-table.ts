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

/**
 * A table with one row per report, primary key (municipality, code). A batch of events costs two statements, however long it is:
 * the rows are read once, folded in memory, and written once.
 */
export class RowTable<Row extends ReportRow> {
  private readonly fields: readonly (keyof Row & string)[];

  constructor(
    private readonly columns: Columns<Row>,
    private readonly fold: RowFold<Row>,
  ) {
    this.fields = Object.keys(columns) as (keyof Row & string)[];
  }

  /** The columns, for a `select` whose rows `toRow` understands. */
  get selection(): string {
    return this.fields.map((field) => `${snake(field)} as "${field}"`).join(', ');
  }

  createTable(table: string): string {
    const columns = this.fields.map((field) => `${snake(field)} ${this.columns[field]}`).join(', ');
    return `create table ${table} (${columns}, primary key (municipality_id, code))`;
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
    await sql.query(
      `insert into ${table} (${names.join(', ')})
       select ${this.fields.map((field) => `"${field}"`).join(', ')} from jsonb_to_recordset($1::jsonb) as r(${record})
       on conflict (municipality_id, code) do update set ${updates.join(', ')}`,
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
