import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileLines } from './file-lines';

describe('The lines of a file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-lines-'));
    file = join(folder, 'lines');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const read = async (content: string, maxBytes = 100): Promise<(readonly [number, string | undefined])[]> => {
    await writeFile(file, content);
    const lines: (readonly [number, string | undefined])[] = [];
    for await (const { number, bytes } of fileLines(file, maxBytes, new AbortController().signal))
      lines.push([number, bytes?.toString()]);
    return lines;
  };

  it('are numbered as an editor numbers them; empty ones hold nothing', async () => {
    expect(await read('a\r\n\n b\nc')).toEqual([
      [1, 'a'],
      [3, ' b'],
      [4, 'c'],
    ]);
    expect(await read('')).toEqual([]);
    expect(await read('\r\n\n')).toEqual([]);
  });

  it('are whole wherever the file is cut while it is read', async () => {
    const long = Array.from({ length: 5_000 }, (_, index) => `${index} perché ${'x'.repeat(index % 80)}`);
    const lines = await read(long.join('\n'), 200);
    expect(lines.map(([, text]) => text)).toEqual(long);
  });

  it('are told and not held when they are too long, and those after them are read', async () => {
    expect(await read(`${'x'.repeat(300_000)}\nb\n${'y'.repeat(101)}\n`)).toEqual([
      [1, undefined],
      [2, 'b'],
      [3, undefined],
    ]);
  });

  it('tell how far the file was read', async () => {
    await writeFile(file, 'ab\n\ncd');
    const places: number[] = [];
    for await (const { readSoFar } of fileLines(file, 100, new AbortController().signal)) places.push(readSoFar);
    expect(places).toEqual([3, 6]);
  });

  it('end when the command is interrupted', async () => {
    await writeFile(file, 'a\n'.repeat(100_000));
    const stop = new AbortController();
    const all = async (): Promise<void> => {
      for await (const { number } of fileLines(file, 100, stop.signal)) if (number === 10) stop.abort();
    };
    await expect(all()).rejects.toMatchObject({ name: 'AbortError' });
  });
});
