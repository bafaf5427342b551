import { Readable } from 'node:stream';
import sharp from 'sharp';
import { MAX_WORK_MS } from './image-job';
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

it('A photo of twelve megapixels is far less work than that', async () => {
  const photo = await large.clone().resize(4_000, 3_000).jpeg().toBuffer();
  const read = await new ImagePool(NO_DEADLINE_MS, MAX_WORK_MS).read(Readable.from([photo]), 'jpeg');
  expect(read).toMatchObject({ ok: true, width: 2560, height: 1920 });
});
