import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RejectsFile } from './rejects-file';

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

describe('The file of refused lines', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-rejects-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is refused at once where it could not be made, before any line is looked at', async () => {
    await expect(RejectsFile.at(join(folder, 'nowhere', 'rejects.jsonl'))).rejects.toThrow(
      `There is no folder ${join(folder, 'nowhere')}`,
    );
  });

  it('holds lines as they stood, and is never one that is there already', async () => {
    const path = join(folder, 'rejects.jsonl');
    const file = await RejectsFile.at(path);
    await file?.add(bytes('{"bad": 1}\n'));
    await file?.close();
    expect(await readFile(path, 'utf8')).toBe('{"bad": 1}\n');
    await expect(RejectsFile.at(path)).rejects.toThrow('is there already');
    expect(await RejectsFile.at(undefined)).toBeUndefined();
  });
});
