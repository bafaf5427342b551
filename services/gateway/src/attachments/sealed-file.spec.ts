import { randomBytes } from 'node:crypto';
import { Readable, Writable, type Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { FileSealBroken, newFileKey, opening, sealedSize, sealing, type FileName } from './sealed-file';

const NAME: FileName = {
  municipalityId: 'borgo-esempio',
  id: '8f14e45f-ceea-467f-a0e6-000000000001',
  part: 'original',
};
const key = newFileKey();

/** In pieces as a network brings them. */
function arriving(bytes: Buffer, piece = 10_000): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, n) =>
    bytes.subarray(n * piece, (n + 1) * piece),
  );
  return Readable.from(pieces, { objectMode: false });
}

const through = (bytes: Buffer, piece: number | undefined, transform: Transform): Promise<Buffer> => {
  const source = arriving(bytes, piece);
  source.on('error', (error) => transform.destroy(error));
  return buffer(source.pipe(transform));
};
const sealed = (plain: Buffer, piece?: number): Promise<Buffer> => through(plain, piece, sealing(key, NAME));
const opened = (bytes: Buffer, piece?: number, name = NAME, by = key): Promise<Buffer> =>
  through(bytes, piece, opening(by, name));

describe('a file at rest', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_001])('of %d bytes opens as it was', async (length) => {
    const plain = randomBytes(length);
    const stored = await sealed(plain);
    expect(stored.length).toBe(sealedSize(length));
    expect((await opened(stored)).equals(plain)).toBe(true);
  });

  it('opens whatever the pieces it comes in', async () => {
    const plain = randomBytes(150_000);
    const stored = await sealed(plain);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1000, max: 140_000 }), async (piece) =>
        (await opened(stored, piece)).equals(plain),
      ),
      { numRuns: 10 },
    );
  });

  it('shows nothing of what it holds', async () => {
    const stored = await sealed(Buffer.from('Gelsomina Quagliarulo '.repeat(10_000)));
    expect(stored.includes('Gelsomina')).toBe(false);
  });

  it.each<[string, (stored: Buffer) => Buffer]>([
    ['cut off inside a piece', (stored) => stored.subarray(0, -1)],
    ['cut off between two pieces', (stored) => stored.subarray(0, 11 + 65_552)],
    ['cut off in its header', (stored) => stored.subarray(0, 5)],
    ['empty', () => Buffer.alloc(0)],
    ['longer than it was', (stored) => Buffer.concat([stored, Buffer.alloc(1)])],
    [
      'with two pieces swapped',
      (stored) =>
        Buffer.concat([
          stored.subarray(0, 11),
          stored.subarray(11 + 65_552, 11 + 2 * 65_552),
          stored.subarray(11, 11 + 65_552),
          stored.subarray(11 + 2 * 65_552),
        ]),
    ],
    [
      'with one bit turned',
      (stored) => Buffer.concat([stored.subarray(0, 100), Buffer.of(stored[100]! ^ 1), stored.subarray(101)]),
    ],
    ['of another kind', (stored) => Buffer.concat([Buffer.from('PK'), stored.subarray(2)])],
  ])('%s does not open', async (_what, change) => {
    const stored = await sealed(randomBytes(150_000));
    await expect(opened(change(stored))).rejects.toThrow(FileSealBroken);
  });

  it('opens as itself alone: not as its thumbnail, not as another’s, not with another key', async () => {
    const stored = await sealed(randomBytes(1000));
    await expect(opened(stored, undefined, { ...NAME, part: 'thumbnail' })).rejects.toThrow(FileSealBroken);
    await expect(opened(stored, undefined, { ...NAME, municipalityId: 'altrove' })).rejects.toThrow(FileSealBroken);
    await expect(opened(stored, undefined, NAME, newFileKey())).rejects.toThrow(FileSealBroken);
  });

  it('is sealed no faster than it is written away', async () => {
    let taken = 0;
    const source = Readable.from(
      (function* () {
        for (let n = 0; n < 320; n += 1) {
          taken += 1;
          yield Buffer.alloc(65_536);
        }
      })(),
      { objectMode: false },
    );
    let release: () => void = () => undefined;
    const slow = new Writable({ write: (_chunk, _encoding, done) => (release = done) });
    const written = pipeline(source, sealing(key, NAME), slow);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThan(20);
    slow.destroy(new Error('enough'));
    release();
    await expect(written).rejects.toThrow('enough');
  });
});
