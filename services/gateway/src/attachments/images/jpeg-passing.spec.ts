import sharp from 'sharp';
import { aTalkativePhoto } from '../testing/sample-files';
import { JpegPassing } from './jpeg-passing';

const blank = sharp({ create: { width: 640, height: 481, channels: 3, background: '#37c' } });

const SCAN = Buffer.from([0xff, 0xda, 0, 2]);

function passed(...pieces: readonly Buffer[]): JpegPassing {
  const jpeg = new JpegPassing();
  for (const piece of pieces) jpeg.pass(piece);
  return jpeg;
}

function byteByByte(whole: Buffer): readonly Buffer[] {
  return Array.from(whole, (byte) => Buffer.from([byte]));
}

/** Before its end so many more scans, which hold nothing. */
function withScans(jpeg: Buffer, scans: number): Buffer {
  return Buffer.concat([jpeg.subarray(0, -2), ...Array.from({ length: scans }, () => SCAN), jpeg.subarray(-2)]);
}

it.each([
  ['a plain JPEG', () => blank.clone().jpeg().toBuffer(), 1],
  ['a progressive one, as every library draws it', () => blank.clone().jpeg({ progressive: true }).toBuffer(), 10],
  ['a photo with a preview among its metadata', aTalkativePhoto, 1],
])('%s', async (_what, made, scans) => {
  const whole = await made();
  // Cameras write further images behind the first.
  for (const jpeg of [passed(whole), passed(...byteByByte(whole)), passed(whole, whole)])
    expect([jpeg.isTooMuch, jpeg.isArithmetic]).toEqual([false, false]);
  // Of an image as small as these so many may be.
  const [most, tooMany] = [withScans(whole, 120 - scans), withScans(whole, 121 - scans)];
  for (const jpeg of [passed(most), passed(...byteByByte(most)), passed(most, whole)])
    expect(jpeg.isTooMuch).toBe(false);
  for (const jpeg of [passed(tooMany), passed(...byteByByte(tooMany))]) expect(jpeg.isTooMuch).toBe(true);
});

it('what is no JPEG, or is cut off, is not too much, and harms nobody', async () => {
  const whole = await blank.clone().jpeg().toBuffer();
  for (let length = 0; length < 40; length += 1) expect(passed(whole.subarray(0, length)).isTooMuch).toBe(false);
  expect(passed(Buffer.alloc(1000, 0xff)).isTooMuch).toBe(false);
});

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components?: number;
  readonly marker?: number;
  readonly scans?: number;
}

/** By its frame header, behind a long block of metadata, and scans that hold nothing. */
function aJpeg({ width, height, components = 3, marker = 0xc2, scans = 1 }: Frame): Buffer {
  const metadata = Buffer.alloc(6_000, 1);
  metadata.set([0xff, 0xd8, 0xff, 0xe1, 0x17, 0x6c]);
  const frame = Buffer.from([0xff, marker, 0, 8, 8, height >> 8, height, width >> 8, width, components]);
  return Buffer.concat([metadata, frame, ...Array.from({ length: scans }, () => SCAN)]);
}

it.each<[string, Frame, boolean]>([
  ['forty megapixels', { width: 6324, height: 6324 }, false],
  ['more than that', { width: 6325, height: 6325 }, true],
  ['seven in the colours of print', { width: 3500, height: 2000, components: 4 }, true],
  ['six in the colours of print', { width: 3000, height: 2000, components: 4 }, false],
  ['twelve scans of forty', { width: 6324, height: 6324, scans: 12 }, false],
  ['thirteen scans of forty', { width: 6324, height: 6324, scans: 13 }, true],
  ['many scans of a line, which is drawn in blocks', { width: 1, height: 65_000, scans: 121 }, true],
])('%s', (_what, frame, isTooMuch) => {
  const whole = aJpeg(frame);
  for (const jpeg of [passed(whole), passed(...byteByByte(whole))]) expect(jpeg.isTooMuch).toBe(isTooMuch);
});

it('one in the code that no browser reads is known by its frame', () => {
  for (const marker of [0xc9, 0xca]) expect(passed(aJpeg({ width: 9, height: 9, marker })).isArithmetic).toBe(true);
  for (const marker of [0xc0, 0xc1, 0xc2, 0xc4, 0xcc])
    expect(passed(aJpeg({ width: 9, height: 9, marker })).isArithmetic).toBe(false);
});
