import { Injectable } from '@nestjs/common';
import { viewOf, type Projection } from '@sportello/event-sourcing';
import { Parts } from '../parts';
import { searchTokens } from '../personal-data/search-tokens';

/** A search that matches more reports sees the latest of them. */
export const MAX_MATCHES = 10_000;

/**
 * Finds reports by words. As worker: row-level security lets no operator that is not leakproof use an index, and `@>` on arrays is not
 * one. Only codes come back; what the asker may see of them is decided by the query that takes them.
 */
@Injectable()
export class WordSearch {
  constructor(private readonly parts: Parts) {}

  /**
   * Codes of the reports that hold all the words, the latest first; none when `words` holds nothing to look for.
   * @param among in SQL, which rows to look through: each as an index of words has them
   */
  async codes(
    projection: Projection,
    municipalityId: string,
    words: string,
    among: readonly string[] = ['true'],
  ): Promise<readonly string[]> {
    const tokens = searchTokens(this.parts.blindIndex, municipalityId, words);
    if (tokens.length === 0) return [];
    const { database } = this.parts;
    const view = `${database.schema}.${viewOf(projection)}`;
    const { rows } = await database.worker.query<{ code: string }>(wordSearchSql(view, among), [
      municipalityId,
      tokens,
    ]);
    return rows.map(({ code }) => code);
  }
}

/** Binds the municipality and the words' tokens. */
export function wordSearchSql(view: string, among: readonly string[] = ['true']): string {
  const held = among.map((condition) => `${condition} and search_tokens @> $2::text[]`).join(' or ');
  return `select code from ${view} where municipality_id = $1 and (${held}) order by submitted_at desc limit ${MAX_MATCHES}`;
}
