import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLines, writeLines } from './line-file';

describe('A file of lines', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-lines-'));
    path = join(folder, 'rows.jsonl.gz');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function* inTurn(lines: readonly string[]): AsyncGenerator<string> {
    yield* lines;
  }
  const linesOf = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    for await (const line of readLines(path)) lines.push(line);
    return lines;
  };

  it.each([
    ['none', []],
    ['one', ['{}']],
    ['many short ones', Array.from({ length: 50_000 }, (_, index) => `{"number":${index}}`)],
    ['some longer than what is read at once', ['è'.repeat(700_000), '', 'x', '€'.repeat(300_000)]],
  ])('gives back what was written: %s', async (_what, lines) => {
    const { lines: count } = await writeLines(path, inTurn(lines));
    expect(count).toBe(lines.length);
    expect(await linesOf()).toEqual(lines);
  });

  it('that was cut off is not taken for a whole one', async () => {
    await writeLines(path, inTurn(Array.from({ length: 10_000 }, (_, index) => `{"number":${index}}`)));
    await truncate(path, (await readFile(path)).length - 20);
    await expect(linesOf()).rejects.toThrow();
  });

  it('that is not there is told of', async () => {
    await expect(linesOf()).rejects.toThrow('ENOENT');
  });
});
