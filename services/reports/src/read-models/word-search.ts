import { Injectable } from '@nestjs/common';
import { viewOf, type Projection } from '@sportello/event-sourcing';
import { Parts } from '../parts';
import { searchTokens } from '../personal-data/search-tokens';

/** A search that matches more reports sees the latest of them. */
const MAX_MATCHES = 10_000;

/**
 * Finds reports by words. As worker: row-level security lets no operator that is not leakproof use an index, and `@>` on arrays is not
 * one. Only codes come back; what the asker may see of them is decided by the query that takes them.
 */
@Injectable()
export class WordSearch {
  constructor(private readonly parts: Parts) {}

  /** Codes of the reports that hold all the words; none when `words` holds nothing to look for. */
  async codes(projection: Projection, municipalityId: string, words: string): Promise<readonly string[]> {
    const tokens = searchTokens(this.parts.blindIndex, municipalityId, words);
    if (tokens.length === 0) return [];
    const { database } = this.parts;
    const view = `${database.schema}.${viewOf(projection)}`;
    const { rows } = await database.worker.query<{ code: string }>(wordSearchSql(view), [municipalityId, tokens]);
    return rows.map(({ code }) => code);
  }
}

/** Binds the municipality and the words' tokens. */
export function wordSearchSql(view: string): string {
  return `select code from ${view} where municipality_id = $1 and search_tokens @> $2::text[] order by submitted_at desc limit ${MAX_MATCHES}`;
}
