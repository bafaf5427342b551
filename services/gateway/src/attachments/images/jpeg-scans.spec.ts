import sharp from 'sharp';
import { aTalkativePhoto } from '../testing/sample-files';
import { JpegScans } from './jpeg-scans';

const blank = sharp({ create: { width: 640, height: 481, channels: 3, background: '#37c' } });

function scansOf(...pieces: readonly Buffer[]): number {
  const scans = new JpegScans();
  for (const piece of pieces) scans.pass(piece);
  return scans.count;
}

it.each([
  ['a plain JPEG', () => blank.clone().jpeg().toBuffer(), 1],
  ['a progressive one, as every library draws it', () => blank.clone().jpeg({ progressive: true }).toBuffer(), 10],
  ['a photo with a preview among its metadata', aTalkativePhoto, 1],
])('%s', async (_what, made, scans) => {
  const whole = await made();
  expect(scansOf(whole)).toBe(scans);
  expect(scansOf(...Array.from(whole, (byte) => Buffer.from([byte])))).toBe(scans);
  // Cameras write further images behind the first.
  expect(scansOf(whole, whole)).toBe(scans);
});

it('what is no JPEG, or is cut off, has none, and harms nobody', async () => {
  const whole = await blank.clone().jpeg().toBuffer();
  for (let length = 0; length < 40; length += 1) expect(scansOf(whole.subarray(0, length))).toBe(0);
  expect(scansOf(Buffer.alloc(1000, 0xff))).toBe(0);
});
