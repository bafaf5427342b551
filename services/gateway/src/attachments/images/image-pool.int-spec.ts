import { Readable } from 'node:stream';
import sharp from 'sharp';
import { aGreyPhotoOfLinearLight, pngChunk, textChunk, withinPng } from '../testing/sample-files';
import { MAX_MEMORY_MB, MAX_WORK_MS } from './image-job';
import { ImagePool } from './image-pool';

/** So that the clock never decides here. */
const NO_DEADLINE_MS = 60_000;
const large = sharp({ create: { width: 5_000, height: 4_000, channels: 3, background: '#37c' } });

/** Drawn in seven passes over the whole image: much work for its bytes. */
const laborious = (): Promise<Buffer> => large.clone().png({ progressive: true }).toBuffer();

it('An image that is too much work is refused as too large, however few its bytes and pixels', async () => {
  const content = await laborious();
  const read = (maxWorkMs: number) => new ImagePool(NO_DEADLINE_MS, maxWorkMs).read(Readable.from([content]), 'png');
  expect(await read(1)).toEqual({ ok: false, because: 'too large' });
  expect(await read(NO_DEADLINE_MS)).toMatchObject({ ok: true, width: 2560, height: 2048 });
});

it('So is one that takes too much memory', async () => {
  const content = await laborious();
  const read = (maxMemoryMb: number) =>
    new ImagePool(NO_DEADLINE_MS, NO_DEADLINE_MS, maxMemoryMb).read(Readable.from([content]), 'png');
  expect(await read(1)).toEqual({ ok: false, because: 'too large' });
  expect(await read(MAX_MEMORY_MB)).toMatchObject({ ok: true });
});

it('A photo in the colours of a telephone has those of the screen when it is read, and one in unknown colours stays as it is', async () => {
  const red = sharp({ create: { width: 64, height: 48, channels: 3, background: '#c83214' } });
  const pixel = async (photo: Buffer) => {
    const read = await new ImagePool(NO_DEADLINE_MS, NO_DEADLINE_MS).read(Readable.from([photo]), 'png');
    if (!read.ok) throw new Error(read.because);
    return [...(await sharp(read.original).raw().toBuffer()).subarray(0, 3)];
  };
  const inP3 = await red.clone().withIccProfile('p3').png().toBuffer();
  for (const [channel, value] of (await pixel(inP3)).entries())
    expect(Math.abs(value - ([0xc8, 0x32, 0x14][channel] ?? 0))).toBeLessThanOrEqual(2);
  const profile = textChunk(20_000_000, 'iCCP');
  expect(await pixel(withinPng(await red.clone().png().toBuffer(), profile))).toEqual([0xc8, 0x32, 0x14]);
});

it('A photo in grey has the greys that its profile means', async () => {
  const photo = await aGreyPhotoOfLinearLight();
  const read = await new ImagePool(NO_DEADLINE_MS, NO_DEADLINE_MS).read(Readable.from([photo]), 'jpeg');
  if (!read.ok) throw new Error(read.because);
  const pixels = await sharp(read.original).raw().toBuffer();
  expect(Math.abs((pixels[0] ?? 0) - 188)).toBeLessThanOrEqual(2);
});

it('A logo whose ground is one transparent colour keeps it so, and has white behind it where it is shown small', async () => {
  const black = sharp({ create: { width: 64, height: 48, channels: 3, background: '#000' } });
  const logo = withinPng(await black.png().toBuffer(), pngChunk('tRNS', Buffer.alloc(6)));
  const read = await new ImagePool(NO_DEADLINE_MS, NO_DEADLINE_MS).read(Readable.from([logo]), 'png');
  if (!read.ok) throw new Error(read.because);
  for (const kept of [read.original, read.thumbnail])
    expect((await sharp(kept).flatten({ background: '#fff' }).raw().toBuffer())[0]).toBe(255);
});

it('A photo of twelve megapixels is far less work than that', async () => {
  const photo = await large.clone().resize(4_000, 3_000).jpeg().toBuffer();
  const read = await new ImagePool(NO_DEADLINE_MS, MAX_WORK_MS).read(Readable.from([photo]), 'jpeg');
  expect(read).toMatchObject({ ok: true, width: 2560, height: 1920 });
});
