import type { Transform } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { aDocx, ARCHIVE_BOMBS } from '../testing/sample-files';
import { checkZip, type ZipFound } from './zip-check';

/** What an archive is found to be, and how many of its bytes were given to be unpacked. */
async function checked(content: Buffer): Promise<{ found: ZipFound; unpacked: number }> {
  const unpacking = jest.spyOn(Object.getPrototypeOf(createInflateRaw()) as Transform, '_transform');
  try {
    const found = await checkZip(content);
    return { found, unpacked: unpacking.mock.calls.reduce((bytes, [piece]) => bytes + (piece as Buffer).length, 0) };
  } finally {
    unpacking.mockRestore();
  }
}

it('An honest document is unpacked, and taken also where the machine does not come to it for a second', async () => {
  const checking = checked(aDocx());
  // Nothing runs meanwhile, as when others have the processor.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  const { found, unpacked } = await checking;
  expect(found).toBe('docx');
  expect(unpacked).toBeGreaterThan(0);
});

it.each(ARCHIVE_BOMBS)('What unpacks to far more and %s is not unpacked', async (_what, made) => {
  const bomb = made();
  const { found, unpacked } = await checked(bomb);
  expect(found).toBe('unreadable');
  expect(unpacked).toBeLessThan(bomb.length / 2);
});
