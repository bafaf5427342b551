import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '@sportello/postgres';

/** `temporary`: no report has it for certain. `bound`: under the key of its report. `blanked`: erased; only that it was there is left. */
export type AttachmentState = 'temporary' | 'bound' | 'blanked';

export interface AttachmentRow {
  readonly municipalityId: string;
  readonly id: string;
  readonly state: AttachmentState;
  /** The report that claimed it or has it. */
  readonly code: string | null;
  readonly kind: 'image' | 'document';
  /** Media type, as it is served. */
  readonly type: string;
  /** As it is served. */
  readonly bytes: number;
  /** Pixels, of an image. */
  readonly width: number | null;
  readonly height: number | null;
  readonly wrappedKey: string | null;
  readonly contentHmac: string | null;
  readonly uploadedAt: Date;
}

const COLUMNS = `municipality_id as "municipalityId", id, state, code, kind, type, bytes, width, height, wrapped_key as "wrappedKey",
  content_hmac as "contentHmac", uploaded_at as "uploadedAt"`;

/** The table of attachments. */
export class AttachmentRows {
  constructor(private readonly database: Database) {}

  /** @returns the row that is there now: the new one, or an elder of the same id */
  async insert(row: AttachmentRow): Promise<AttachmentRow> {
    const { municipalityId, id, kind, type, bytes, width, height, wrappedKey, contentHmac, uploadedAt } = row;
    return this.database.asMunicipality(municipalityId, async (sql) => {
      await sql.query(
        `insert into attachments (municipality_id, id, state, kind, type, bytes, width, height, wrapped_key, content_hmac, uploaded_at)
         values ($1, $2, 'temporary', $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
        [municipalityId, id, kind, type, bytes, width, height, wrappedKey, contentHmac, uploadedAt],
      );
      const [found] = await select(sql, municipalityId, [id]);
      if (!found) throw new Error('An attachment was inserted and is not there');
      return found;
    });
  }

  find(municipalityId: string, ids: readonly string[]): Promise<readonly AttachmentRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.database.asMunicipality(municipalityId, (sql) => select(sql, municipalityId, ids));
  }

  /** The files of these reports that are still there, the eldest first. */
  async ofReports(municipalityId: string, codes: readonly string[]): Promise<readonly AttachmentRow[]> {
    const { rows } = await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query<AttachmentRow>(
        `select ${COLUMNS} from attachments where municipality_id = $1 and code = any($2) and state <> 'blanked' order by uploaded_at, id`,
        [municipalityId, codes],
      ),
    );
    return rows;
  }

  /** Bytes that wait for a report. */
  async unbound(municipalityId: string): Promise<number> {
    const { rows } = await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query<{ bytes: string }>(
        `select coalesce(sum(bytes), 0)::text as bytes from attachments where municipality_id = $1 and state = 'temporary'`,
        [municipalityId],
      ),
    );
    return Number(rows[0]?.bytes ?? 0);
  }

  /** Claims for a report what nobody has claimed. @returns the ids that this call claimed, and all that were asked for as they are now */
  async claim(
    municipalityId: string,
    code: string,
    ids: readonly string[],
  ): Promise<{ readonly claimed: readonly string[]; readonly rows: readonly AttachmentRow[] }> {
    return this.database.asMunicipality(municipalityId, async (sql) => {
      const { rows: claimed } = await sql.query<{ id: string }>(
        `update attachments set code = $2 where municipality_id = $1 and id = any($3::uuid[]) and state = 'temporary' and code is null returning id`,
        [municipalityId, code, ids],
      );
      return { claimed: claimed.map(({ id }) => id), rows: await select(sql, municipalityId, ids) };
    });
  }

  async release(municipalityId: string, code: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query(
        `update attachments set code = null where municipality_id = $1 and code = $2 and id = any($3::uuid[]) and state = 'temporary'`,
        [municipalityId, code, ids],
      ),
    );
  }

  /** From now on only the key of the report opens it. */
  async bind(municipalityId: string, code: string, id: string, sealedKey: string): Promise<void> {
    await this.database.worker.query(
      `update attachments set state = 'bound', wrapped_key = $4 where municipality_id = $1 and code = $2 and id = $3 and state = 'temporary'`,
      [municipalityId, code, id, sealedKey],
    );
  }

  /** What was uploaded before a time and is still not bound, eldest first. */
  async lingering(before: Date, limit: number): Promise<readonly AttachmentRow[]> {
    const { rows } = await this.database.worker.query<AttachmentRow>(
      `select ${COLUMNS} from attachments where state = 'temporary' and uploaded_at < $1 order by uploaded_at limit $2`,
      [before, limit],
    );
    return rows;
  }

  async remove({ municipalityId, id }: AttachmentRow): Promise<void> {
    await this.database.worker.query(
      `delete from attachments where municipality_id = $1 and id = $2 and state = 'temporary'`,
      [municipalityId, id],
    );
  }
}

async function select(
  sql: SqlExecutor,
  municipalityId: string,
  ids: readonly string[],
): Promise<readonly AttachmentRow[]> {
  const { rows } = await sql.query<AttachmentRow>(
    `select ${COLUMNS} from attachments where municipality_id = $1 and id = any($2::uuid[])`,
    [municipalityId, ids],
  );
  return rows;
}

/** The files of a report, for whoever must blank them. */
export async function rowsOfReport(
  sql: SqlExecutor,
  municipalityId: string,
  code: string,
): Promise<readonly AttachmentRow[]> {
  const { rows } = await sql.query<AttachmentRow>(
    `select ${COLUMNS} from attachments where municipality_id = $1 and code = $2 and state <> 'blanked'`,
    [municipalityId, code],
  );
  return rows;
}

/** Forgets what opened it and what it was; its id stays, since the log names it. */
export async function blankRow(sql: SqlExecutor, { municipalityId, id }: AttachmentRow): Promise<void> {
  await sql.query(
    `update attachments set state = 'blanked', wrapped_key = null, content_hmac = null, width = null, height = null, bytes = 0
      where municipality_id = $1 and id = $2`,
    [municipalityId, id],
  );
}
