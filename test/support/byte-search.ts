import { createReadStream, type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { asSuperuser } from './database';
import { FormSearch, writtenForms } from './written-forms';

const PAUSE_MS = 50;
const SETTLED_MS = 2_000;

/** Looks for words in all that lies below some folders, in whatever form a program may have written them. */
export class ByteSearch {
  private readonly forms: FormSearch;
  private readonly seen = new Map<string, string>();
  private readonly found = new Set<string>();

  constructor(
    words: readonly string[],
    private readonly folders: readonly string[],
  ) {
    this.forms = new FormSearch(writtenForms(words));
  }

  /** Which file held which word at any look. */
  get everFound(): readonly string[] {
    return [...this.found];
  }

  /** Reads every file that may have changed since it was read. @returns `everFound` */
  look(): Promise<readonly string[]> {
    return this.lookAt(() => true);
  }

  /**
   * Looks again and again until somebody has had enough: what lies there for a moment is seen too. Of PostgreSQL's files only those that it keeps for a
   * moment itself; what was in its others is still there at the next `look`.
   */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.lookAt((path) => !path.includes('/postgres/') || path.includes('pgsql_tmp'));
      await setTimeout(PAUSE_MS);
    }
  }

  /** The words that a text holds. */
  wordsIn(text: string): readonly string[] {
    return this.forms.wordsIn(Buffer.from(text));
  }

  /**
   * The tables, the statistics of the planner among them, whose rows hold a word. What a search of the files cannot see in PostgreSQL's: values that it
   * compressed (pglz), and those that it cut in two.
   */
  async tables(databaseUrl: string): Promise<readonly string[]> {
    return asSuperuser(databaseUrl, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables
          where schemaname not in ('pg_catalog', 'information_schema') or tablename = 'pg_statistic'`,
      );
      const holding: string[] = [];
      for (const { name } of tables) {
        const { rows } = await client.query<{ row: string }>(`select one::text as row from ${name} as one`);
        const all = Buffer.concat(rows.flatMap(({ row }) => [Buffer.from(row), bytesIn(row)]));
        holding.push(...this.forms.wordsIn(all).map((word) => `${name}: ${word}`));
      }
      return holding;
    });
  }

  private async lookAt(wanted: (path: string) => boolean): Promise<readonly string[]> {
    for (const folder of this.folders)
      for await (const path of filesBelow(folder)) {
        if (!wanted(path)) continue;
        const file = await stat(path, { bigint: true }).catch(ignoreGone);
        const stamp = file && [file.ino, file.size, file.mtimeNs].join();
        if (file === undefined || this.seen.get(path) === stamp) continue;
        await this.read(path).catch(ignoreGone);
        // One that was written a moment ago may be written again and show the same time.
        if (stamp !== undefined && Date.now() - Number(file.mtimeMs) > SETTLED_MS) this.seen.set(path, stamp);
      }
    return this.everFound;
  }

  private async read(path: string): Promise<void> {
    const note = (bytes: Buffer): void => {
      for (const word of this.forms.wordsIn(bytes)) this.found.add(`${path}: ${word}`);
    };
    note(Buffer.from(path));
    if (path.endsWith('.gz')) note(gunzipSync(await readFile(path)));
    let rest = Buffer.alloc(0);
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      note(bytes);
      rest = Buffer.from(bytes.subarray(-this.forms.overlap));
    }
  }
}

/**
 * From here on PostgreSQL writes long values as they are, so that its files, its write-ahead log and what is left of rows that are gone can be searched:
 * compressed by pglz a word would stand there in pieces.
 */
export async function storeUncompressed(databaseUrl: string): Promise<void> {
  await asSuperuser(databaseUrl, async (client) => {
    const { rows } = await client.query<{ change: string }>(
      `select format('alter table %s %s', c.oid::regclass, string_agg(format('alter column %I set storage external', a.attname), ', ')) as change
         from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
        where c.relkind = 'r' and a.attnum > 0 and a.attstorage = 'x' and n.nspname !~ '^(pg_|information_schema)'
        group by c.oid`,
    );
    for (const { change } of rows) await client.query(change);
  });
}

/** Files come and go while they are looked for. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries: readonly Dirent[] = (await readdir(folder, { withFileTypes: true }).catch(ignoreGone)) ?? [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function ignoreGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** What PostgreSQL shows of bytes, as the bytes that they are. */
function bytesIn(row: string): Buffer {
  return Buffer.concat([...row.matchAll(/\\x((?:[0-9a-f]{2})+)/g)].map(([, hex = '']) => Buffer.from(hex, 'hex')));
}
