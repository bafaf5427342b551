import { Batcher, DatabaseUnavailable, type Database } from '@sportello/postgres';
import type { Clock } from '../../clock';
import type { ReadReport, Reading } from './reading';

/** For any number of answers. Parameter: `ReadRow`s as JSON. */
const RECORD_SQL = `
  insert into personal_data_reads (municipality_id, at, actor_kind, actor_id, what, route, codes)
  select municipality_id, at, actor_kind, actor_id, what, route, codes
    from jsonb_to_recordset($1::jsonb) as read
         (municipality_id text, at timestamptz, actor_kind text, actor_id text, what text[], route text, codes text[])`;

/** Rows that go into one statement, but for those of one answer, which go together. */
const MAX_BATCH = 200;

/** Codes of one row. An answer about more reports has several: no row is so long that the record could not be shown. */
export const MAX_CODES = 200;

interface ReadRow {
  readonly municipality_id: string;
  readonly at: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly what: readonly string[];
  readonly route: string;
  readonly codes: readonly string[];
}

/** Who of the staff, and of the operators, opened personal data of whom. What cannot be written down is not opened. */
export class ReadRecord {
  private readonly rows: Batcher<ReadRow, true>;

  constructor(
    private readonly database: Pick<Database, 'urgent'>,
    private readonly clock: Clock,
  ) {
    this.rows = new Batcher((rows) => this.insert(rows), MAX_BATCH);
  }

  /**
   * One row for this answer, in each municipality that it is about, and one more for each further `MAX_CODES`; on disk when this returns. None for
   * the public: a reporter reads what they wrote, everybody what is open to all.
   * @throws DatabaseUnavailable whatever keeps it from being written: then nothing may be shown
   */
  write(reading: Reading, reports: readonly ReadReport[]): Promise<void> {
    return this.record(reading, codesByMunicipality(reports));
  }

  /** The same for a search in a municipality, with one row also when it found no report. @throws as `write` */
  writeSearch(reading: Reading, municipalityId: string, codes: readonly string[]): Promise<void> {
    return this.record(reading, new Map([[municipalityId, new Set(codes)]]));
  }

  private async record(
    { reader, route, what }: Reading,
    codes: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<void> {
    if (reader.kind === 'anonymous') return;
    const at = this.clock();
    const who = { at, actor_kind: reader.kind, actor_id: reader.id, what, route };
    const rows = [...codes].flatMap(([municipality_id, found]) =>
      inRows([...found]).map((some) => ({ municipality_id, ...who, codes: some })),
    );
    await this.rows.ask(rows);
  }

  private async insert(rows: readonly ReadRow[]): Promise<readonly true[]> {
    try {
      await this.database.urgent.query(RECORD_SQL, [JSON.stringify(rows)], { name: 'record-reads' });
    } catch (error) {
      const message = 'Who reads personal data cannot be written down, so nothing is shown';
      throw new DatabaseUnavailable(message, { cause: error });
    }
    return rows.map(() => true);
  }
}

/** At least one. */
function inRows(codes: readonly string[]): readonly (readonly string[])[] {
  const rows = Math.max(1, Math.ceil(codes.length / MAX_CODES));
  return Array.from({ length: rows }, (_, row) => codes.slice(row * MAX_CODES, (row + 1) * MAX_CODES));
}

function codesByMunicipality(reports: readonly ReadReport[]): ReadonlyMap<string, ReadonlySet<string>> {
  const codes = new Map<string, Set<string>>();
  for (const { municipalityId, code } of reports)
    codes.set(municipalityId, (codes.get(municipalityId) ?? new Set()).add(code));
  return codes;
}
