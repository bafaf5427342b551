import sharp from 'sharp';
import { declaredPixels, isInterlaced } from './declared-size';

const blank = sharp({ create: { width: 640, height: 481, channels: 3, background: '#37c' } });
const alpha = sharp({ create: { width: 640, height: 481, channels: 4, background: '#37c8' } });

it.each([
  ['JPEG', 'jpeg', () => blank.clone().jpeg()],
  ['progressive JPEG', 'jpeg', () => blank.clone().jpeg({ progressive: true })],
  [
    'JPEG with metadata',
    'jpeg',
    () =>
      blank
        .clone()
        .withExif({ IFD0: { Artist: 'someone' } })
        .jpeg(),
  ],
  ['PNG', 'png', () => blank.clone().png()],
  ['WebP', 'webp', () => blank.clone().webp()],
  ['WebP without loss', 'webp', () => blank.clone().webp({ lossless: true })],
  ['WebP with transparency', 'webp', () => alpha.clone().webp()],
] as const)('a %s says how large it is', async (_what, format, made) => {
  expect(declaredPixels(await made().toBuffer(), format)).toBe(640 * 481);
});

it.each(['jpeg', 'png', 'webp'] as const)(
  'a beginning of %s that is cut off says nothing, and harms nobody',
  async (format) => {
    const whole = await blank.clone().toFormat(format).toBuffer();
    for (let length = 0; length < 40; length += 1)
      expect([undefined, 640 * 481]).toContain(declaredPixels(whole.subarray(0, length), format));
  },
);

it('a PNG says whether it is drawn in passes', async () => {
  const [interlaced, plain] = [blank.clone().png({ progressive: true }), blank.clone().png()];
  expect(isInterlaced(await interlaced.toBuffer(), 'png')).toBe(true);
  expect(isInterlaced(await plain.toBuffer(), 'png')).toBe(false);
});
