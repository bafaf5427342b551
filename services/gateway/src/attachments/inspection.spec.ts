import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inspection } from './inspection';
import { aJpegOfScans } from './testing/sample-files';

/** What becomes of a file that comes in these pieces. */
async function inspected(...pieces: readonly Buffer[]): Promise<string> {
  const away = new Writable({ write: (_piece, _encoding, done) => done() });
  const inspection = new Inspection(Buffer.alloc(32));
  try {
    await pipeline(Readable.from(pieces), inspection, away);
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
  return inspection.found().kind.kind;
}

it('A progressive photo of twelve megapixels passes, one whose scans go over it a hundred times does not', async () => {
  expect(await inspected(await aJpegOfScans(0))).toBe('image');
  const bomb = await aJpegOfScans(90);
  expect(await inspected(bomb)).toBe('FILE_TOO_LARGE');
  expect(await inspected(bomb.subarray(0, 100), bomb.subarray(100, 5_000), bomb.subarray(5_000))).toBe(
    'FILE_TOO_LARGE',
  );
});

it('A few bytes may not hold many scans of many pixels either', async () => {
  // Forty megapixels, by their frame header, and scans that hold nothing.
  const frame = Buffer.from([0xff, 0xd8, 0xff, 0xc2, 0, 8, 8, 0x18, 0x6a, 0x18, 0x6a, 0]);
  const scan = Buffer.from([0xff, 0xda, 0, 2]);
  const scans = (count: number): Buffer => Buffer.concat([frame, ...Array.from({ length: count }, () => scan)]);
  expect(await inspected(scans(12))).toBe('image');
  expect(await inspected(scans(13))).toBe('FILE_TOO_LARGE');
});
