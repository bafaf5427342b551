import sharp, { type Sharp } from 'sharp';
import {
  aMovingWebp,
  aPng,
  aTalkativePhoto,
  jpegWithComments,
  pngChunk,
  SECRET,
  textChunk,
  withinPng,
} from '../testing/sample-files';
import { pixelParts } from './pixel-parts';

const blank = (): Sharp =>
  sharp({ create: { width: 64, height: 48, channels: 4, background: { r: 200, g: 90, b: 30, alpha: 0.5 } } });

async function pixels(content: Buffer): Promise<Buffer> {
  return sharp(content).raw().toBuffer();
}

it.each(['jpeg', 'png', 'webp'] as const)(
  'the pixels of %s stay, and so do its turn and its colours',
  async (format) => {
    const whole = await blank().withMetadata({ orientation: 6 }).withIccProfile('p3').toFormat(format).toBuffer();
    const parts = pixelParts(Buffer.from(whole), format);
    expect((await pixels(parts)).equals(await pixels(whole))).toBe(true);
    const { orientation, icc } = await sharp(parts).metadata();
    expect([orientation, icc?.length]).toEqual([6, (await sharp(whole).metadata()).icc?.length]);
  },
);

it('a palette with transparency stays', async () => {
  const whole = await blank().png({ palette: true }).toBuffer();
  expect((await pixels(pixelParts(Buffer.from(whole), 'png'))).equals(await pixels(whole))).toBe(true);
});

it('the one transparent colour of an image, with which programs draw the ground of a logo, stays transparent', async () => {
  const black = sharp({ create: { width: 30, height: 20, channels: 3, background: '#000' } });
  for (const [plain, colour] of [
    [await black.png().toBuffer(), Buffer.alloc(6)],
    [aPng(30, 20), Buffer.alloc(2)],
  ] as const) {
    const parts = pixelParts(withinPng(plain, pngChunk('tRNS', colour)), 'png');
    const onWhite = await sharp(parts).flatten({ background: '#fff' }).raw().toBuffer();
    expect(onWhite.every((value) => value === 255)).toBe(true);
  }
});

it.each(['tRNS', 'eXIf', 'iCCP'])('what comes again and again beside a PNG, as %s, stays once', (type) => {
  const [plain, again] = [aPng(30, 20), pngChunk(type, Buffer.alloc(6))];
  const many = withinPng(plain, ...Array.from({ length: 1_000 }, () => again));
  expect(pixelParts(many, 'png')).toEqual(withinPng(plain, again));
});

it('the texts of a PNG go, before they are unpacked', () => {
  const [plain, text] = [aPng(30, 20), textChunk(1_000_000)];
  const talkative = withinPng(plain, ...Array.from({ length: 50 }, () => text));
  expect(pixelParts(talkative, 'png')).toEqual(plain);
});

it('a profile that is more than a camera’s goes', async () => {
  const whole = await blank().png().toBuffer();
  const withProfile = withinPng(whole, textChunk(20_000_000, 'iCCP'));
  expect(pixelParts(withProfile, 'png')).toEqual(pixelParts(Buffer.from(whole), 'png'));
});

it('the comments of a JPEG go, and what cameras and programs say in it', async () => {
  const whole = await aTalkativePhoto();
  const parts = pixelParts(jpegWithComments(Buffer.from(whole), 1_000), 'jpeg');
  // Compared as bytes: Jest looks at each of millions by itself.
  expect((await pixels(parts)).equals(await pixels(whole))).toBe(true);
  expect(parts.includes('comment by')).toBe(false);
  expect(parts.includes('Photoshop')).toBe(false);
  expect(parts.length).toBeLessThan(whole.length);
});

it('of a WebP that moves the first frame stays', async () => {
  const moving = await aMovingWebp(5);
  expect((await sharp(moving).metadata()).pages).toBe(5);
  const parts = pixelParts(Buffer.from(moving), 'webp');
  expect((await sharp(parts).metadata()).pages ?? 1).toBe(1);
  expect(await pixels(parts)).toEqual(await sharp(moving, { page: 0 }).raw().toBuffer());
});

it.each(['jpeg', 'png', 'webp'] as const)('what is cut off in %s stays cut off, and harms nobody', async (format) => {
  const whole = await blank().toFormat(format).toBuffer();
  for (let length = 0; length < whole.length; length += 1) {
    const cut = pixelParts(Buffer.from(whole.subarray(0, length)), format);
    expect(cut.length).toBeLessThanOrEqual(length);
  }
  const short = pixelParts(Buffer.from(whole.subarray(0, whole.length - 20)), format);
  await expect(sharp(short, { failOn: 'error' }).raw().toBuffer()).rejects.toThrow();
});

it('no text that the photo carries is given to its decoder', async () => {
  const parts = pixelParts(Buffer.from(aPng(30, 20, SECRET)), 'png');
  expect(parts.includes(SECRET)).toBe(false);
});

it('what is no image is not made one', async () => {
  const [png, webp] = [aPng(30, 20), await blank().webp().toBuffer()];
  const late = withinPng(png).subarray(8);
  const textFirst = Buffer.concat([png.subarray(0, 8), pngChunk('tEXt', Buffer.from('a\0b')), late]);
  expect(pixelParts(Buffer.from(textFirst), 'png')).toEqual(textFirst);
  const otherFirst = Buffer.concat([webp.subarray(0, 12), Buffer.from('zzzz\0\0\0\0', 'latin1'), webp.subarray(12)]);
  otherFirst.writeUInt32LE(otherFirst.length - 8, 4);
  expect(pixelParts(Buffer.from(otherFirst), 'webp')).toEqual(otherFirst);
});

it('fill bytes hide no comments, and a segment behind them is read as a decoder reads it', async () => {
  const whole = await blank().jpeg().toBuffer();
  const filled = Buffer.concat([whole.subarray(0, 2), Buffer.from([0xff, 0xff, 0xff]), whole.subarray(2)]);
  const parts = pixelParts(jpegWithComments(filled, 3), 'jpeg');
  expect(parts).toEqual(pixelParts(Buffer.from(whole), 'jpeg'));
});
