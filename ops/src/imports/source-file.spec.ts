import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_IMPORT_LINE_BYTES } from '@sportello/contracts/words';
import { LineSplitter, SourceFile, type SourceLine } from './source-file';

function split(bytes: Buffer, cut: number): readonly SourceLine[] {
  const splitter = new LineSplitter();
  return [...splitter.take(bytes.subarray(0, cut)), ...splitter.take(bytes.subarray(cut)), ...splitter.rest()];
}

describe('The lines of a file', () => {
  it('are whole however the bytes come, with their number and place; blank ones are none', () => {
    const bytes = Buffer.from('{"è":1}\r\n\n  \n{"b":2}\nlast');
    for (let cut = 0; cut <= bytes.length; cut += 1)
      expect(split(bytes, cut)).toEqual([
        { number: 1, start: 0, end: 10, text: '{"è":1}\r' },
        { number: 4, start: 14, end: 22, text: '{"b":2}' },
        { number: 5, start: 22, end: 26, text: 'last' },
      ]);
  });

  it('begin after the mark that some programs put before the first', () => {
    expect(split(Buffer.from('\ufeff{}\n\ufeff{}'), 2).map(({ text }) => text)).toEqual(['{}', '\ufeff{}']);
  });

  it('come without their text when they are not UTF-8', () => {
    const [bad, good] = split(Buffer.from([0x7b, 0xe8, 0x7d, 0x0a, 0x7b, 0x7d]), 1);
    expect(bad).toEqual({ number: 1, start: 0, end: 4, fault: expect.stringContaining('not UTF-8') });
    expect(good).toMatchObject({ number: 2, text: '{}' });
  });

  it('come without their text when they are too long, which is not held', () => {
    const longest = 'x'.repeat(MAX_IMPORT_LINE_BYTES);
    const bytes = Buffer.from(`${longest}\n${longest}x\n{}`);
    const lines = split(bytes, MAX_IMPORT_LINE_BYTES + 10);
    expect(lines.map(({ number, text, fault }) => [number, text?.length, fault])).toEqual([
      [1, MAX_IMPORT_LINE_BYTES, undefined],
      [2, undefined, expect.stringContaining('longer than')],
      [3, 2, undefined],
    ]);
  });
});

describe('The file that is imported', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-import-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives its lines, and the bytes of any of them as they stand', async () => {
    const path = join(folder, 'some.jsonl');
    const bytes = Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.from([0xe8, 0x0a]), Buffer.from('end')]);
    await writeFile(path, bytes);
    const file = await SourceFile.open(path);
    const again: Buffer[] = [];
    for await (const line of file.lines()) for await (const part of file.bytesOf(line)) again.push(part);
    expect(Buffer.concat(again)).toEqual(bytes);
    expect(file.size).toBe(bytes.length);
    await file.close();
  });
});
