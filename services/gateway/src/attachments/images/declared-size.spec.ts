import sharp from 'sharp';
import { pngChunk } from '../testing/sample-files';
import { isDeclaredTooLarge } from './declared-size';

const blank = sharp({ create: { width: 640, height: 481, channels: 3, background: '#37c' } });
/** With as little work as may be. */
const CHEAP = { png: { compressionLevel: 0 }, webp: { effort: 0 } } as const;

interface Declared {
  readonly width: number;
  readonly height: number;
  readonly bits?: number;
  readonly hasTransparentColour?: boolean;
  /** 0 grey, 2 colours, 3 palette, 4 grey with transparency, 6 colours with transparency. */
  readonly colourType?: number;
  readonly inPasses?: boolean;
}

function png({ width, height, bits = 8, colourType = 2, inPasses, hasTransparentColour }: Declared): Buffer {
  const head = Buffer.alloc(33);
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  head.set([bits, colourType, 0, 0, inPasses === true ? 1 : 0], 24);
  return hasTransparentColour === true ? Buffer.concat([head, pngChunk('tRNS', Buffer.alloc(6))]) : head;
}

it.each<[string, Declared]>([
  ['a screenshot of a large screen', { width: 5120, height: 2880, colourType: 6 }],
  ['a screenshot of a whole page', { width: 1440, height: 16_000 }],
  ['a screenshot of a telephone, in 16 bits', { width: 1320, height: 2868, bits: 16, colourType: 6 }],
  ['a screenshot of a television, in 16 bits', { width: 3840, height: 2160, bits: 16, colourType: 6 }],
  ['a scanned sheet', { width: 4960, height: 7016, colourType: 0 }],
  ['one in a palette', { width: 4960, height: 7016, bits: 2, colourType: 3 }],
  [
    'one in a palette, whose ground is transparent',
    { width: 4960, height: 7016, bits: 1, colourType: 3, hasTransparentColour: true },
  ],
  [
    'one in grey, whose ground is transparent',
    { width: 4960, height: 7016, bits: 1, colourType: 0, hasTransparentColour: true },
  ],
  ['a poster whose ground is transparent', { width: 4960, height: 4960, hasTransparentColour: true }],
  ['a picture for a page, drawn in passes', { width: 3000, height: 2000, colourType: 6, inPasses: true }],
])('a PNG is taken: %s', (_what, declared) => {
  expect(isDeclaredTooLarge(png(declared), 'png')).toBe(false);
});

it.each<[string, Declared]>([
  ['more than forty megapixels', { width: 10_000, height: 4_001, bits: 1, colourType: 0 }],
  ['colours over forty megapixels', { width: 6324, height: 6324 }],
  ['colours with a transparent one over thirty', { width: 5478, height: 5478, hasTransparentColour: true }],
  ['a palette over more than forty', { width: 6325, height: 6325, colourType: 3 }],
  ['sixteen bits over nine', { width: 3000, height: 3000, bits: 16, colourType: 6 }],
  ['grey with transparency over forty', { width: 6324, height: 6324, colourType: 4 }],
  ['passes over twelve', { width: 4000, height: 3000, colourType: 0, inPasses: true }],
  ['passes of sixteen bits over five', { width: 2500, height: 2000, bits: 16, colourType: 6, inPasses: true }],
])('a PNG is refused in its header: %s', (_what, declared) => {
  expect(isDeclaredTooLarge(png(declared), 'png')).toBe(true);
});

/** @param rest what follows the size in its chunk */
function webp(type: string, size: readonly number[], rest = ''): Buffer {
  const head = Buffer.alloc(20);
  head.write(type, 12, 'latin1');
  return Buffer.concat([head, Buffer.from(size), Buffer.from(rest, 'latin1'), Buffer.alloc(20)]);
}

/** Its sides are the same. @param flags 0x10 transparent, 0x02 moving */
function extended(side: number, flags: number, rest: string): Buffer {
  const size = Buffer.alloc(10);
  size[0] = flags;
  size.writeUIntLE(side - 1, 4, 3);
  size.writeUIntLE(side - 1, 7, 3);
  return webp('VP8X', [...size], rest);
}

function lossless(side: number): Buffer {
  const size = Buffer.alloc(5, 0x2f);
  size.writeUInt32LE((side - 1) | ((side - 1) << 14), 1);
  return webp('VP8L', [...size]);
}

function photo(side: number): Buffer {
  const size = Buffer.alloc(10);
  size.writeUInt16LE(side, 6);
  size.writeUInt16LE(side, 8);
  return webp('VP8 ', [...size]);
}

const PROFILE = 'ICCP\x03\0\0\0abc\0';
/** It ends behind the beginning that is looked at. */
const LONG_PROFILE = 'ICCP\0\x20\0\0';

it.each([
  ['a photo of forty megapixels', photo(6324), false],
  ['of more', photo(6325), true],
  ['without loss, of nine', lossless(3000), false],
  ['without loss, of twelve', lossless(3464), true],
  ['a photo of forty with a profile', extended(6324, 0x20, `${PROFILE}VP8 `), false],
  ['of more with a profile', extended(6325, 0x20, `${PROFILE}VP8 `), true],
  ['a photo of forty with a long profile', extended(6324, 0x20, LONG_PROFILE), false],
  ['of more with a long profile', extended(6325, 0x20, LONG_PROFILE), true],
  ['a transparent one of twelve with a long profile', extended(3464, 0x30, LONG_PROFILE), true],
  ['a transparent one of nine', extended(3000, 0x10, 'ALPH'), false],
  ['a transparent one of twelve', extended(3464, 0x10, 'VP8 '), true],
  ['a moving one of twelve', extended(3464, 0x02, 'ANIM'), true],
  ['without loss behind a profile, of twelve', extended(3464, 0x20, `${PROFILE}VP8L`), true],
  ['what says nothing of how it is drawn, of twelve', extended(3464, 0, 'zzzz'), true],
])('a WebP: %s', (_what, head, isTooLarge) => {
  expect(isDeclaredTooLarge(head, 'webp')).toBe(isTooLarge);
});

it.each(['png', 'webp'] as const)('what libraries write in %s is read, and a cut harms nobody', async (format) => {
  const whole = await blank.clone().toFormat(format).toBuffer();
  for (let length = 0; length < 60; length += 1)
    expect(isDeclaredTooLarge(whole.subarray(0, length), format)).toBe(false);
  const large = sharp({ create: { width: 6400, height: 6400, channels: 3, background: '#37c' } });
  const beginning = (await large.toFormat(format, CHEAP[format]).toBuffer()).subarray(0, 4096);
  expect(isDeclaredTooLarge(beginning, format)).toBe(true);
});
