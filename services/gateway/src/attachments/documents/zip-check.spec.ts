import type { Transform } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { aDocx } from '../testing/sample-files';
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

it.each([
  ['says what it is', [{ name: 'a', content: Buffer.alloc(200_000_000) }]],
  ['lies about its size', [{ name: 'a', content: Buffer.alloc(200_000_000), claims: 1000 }]],
  ['has many entries', Array.from({ length: 2000 }, (_, n) => ({ name: `${n}`, content: Buffer.from('x') }))],
])('What unpacks to far more and %s is not unpacked', async (_what, entries) => {
  const bomb = aDocx(entries);
  const { found, unpacked } = await checked(bomb);
  expect(found).toBe('unreadable');
  expect(unpacked).toBeLessThan(bomb.length / 2);
});
