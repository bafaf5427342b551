import { inBatches } from './batches';
import type { SourceLine } from './source-file';

async function* lines(...texts: readonly (string | undefined)[]): AsyncGenerator<SourceLine> {
  for (const [index, text] of texts.entries())
    yield { number: index + 1, start: 0, end: 1, ...(text === undefined ? { fault: 'bad' } : { text }) };
}

async function numbers(texts: readonly (string | undefined)[], limits: { lines: number; bytes: number }) {
  const batches: (readonly number[])[] = [];
  for await (const batch of inBatches(lines(...texts), limits)) batches.push(batch.map(({ number }) => number));
  return batches;
}

describe('Batches', () => {
  it('hold so many lines, those that cannot be sent among them, and lose none', async () => {
    expect(await numbers(['a', undefined, 'b', 'c', 'd'], { lines: 2, bytes: 100 })).toEqual([[1, 2], [3, 4], [5]]);
    expect(await numbers([], { lines: 2, bytes: 100 })).toEqual([]);
  });

  it('hold so many bytes as they travel, quotes and backslashes included', async () => {
    expect(await numbers(['""', '""', '""'], { lines: 10, bytes: 14 })).toEqual([[1, 2], [3]]);
    expect(await numbers(['""', '""', '""'], { lines: 10, bytes: 13 })).toEqual([[1], [2], [3]]);
  });

  it('never hold the text of a line that fits into none', async () => {
    const batches = [];
    for await (const batch of inBatches(lines('a', 'x'.repeat(20)), { lines: 10, bytes: 20 })) batches.push(batch);
    expect(batches.flat()).toEqual([
      expect.objectContaining({ number: 1, text: 'a' }),
      { number: 2, start: 0, end: 1, fault: expect.stringContaining('longer than 20 bytes') },
    ]);
  });
});
