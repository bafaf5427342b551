import { writeSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import sharp, { type Sharp } from 'sharp';
import { MAX_PIXELS, MAX_SIDE, THUMBNAIL_SIDE, type ImageAnswer, type ImageFormat } from './image-job';

/*
 * A process for one image, which comes in on standard input. Decoders of foreign images are where programs are broken into: this one has no key,
 * no database and no network of ours, and is killed when it takes too long. Nothing of the image but its pixels comes out again.
 */

/** Milliseconds between two looks at how much work it has been. */
const WATCH_MS = 50;

const JPEG = { quality: 82, chromaSubsampling: '4:2:0' } as const;

async function main(format: ImageFormat, maxWorkMs: number): Promise<void> {
  sharp.cache(false);
  sharp.concurrency(1);
  const content = await buffer(process.stdin);
  watchWork(maxWorkMs);
  const input = (): Sharp =>
    sharp(content, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true, pages: 1, unlimited: false });
  let found;
  try {
    found = await input().metadata();
  } catch (error) {
    return answer({ ok: false, because: isTooLarge(error) ? 'too large' : 'unreadable' });
  }
  if (found.format !== format) return answer({ ok: false, because: 'unreadable' });
  try {
    // Turned as its orientation says, in sRGB; sharp writes no metadata unless it is told to.
    const whole = await encoded(
      input().autoOrient().resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true }),
      format,
    ).toBuffer({ resolveWithObject: true });
    const thumbnail = await sharp(whole.data, { limitInputPixels: MAX_PIXELS })
      .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg(JPEG)
      .toBuffer();
    const { width, height } = whole.info;
    answer({ ok: true, width, height, bytes: whole.data.length, thumbnailBytes: thumbnail.length }, [
      whole.data,
      thumbnail,
    ]);
  } catch {
    answer({ ok: false, because: 'unreadable' });
  }
}

/** An image that is too much work is answered as one that is too large. A decoder does not stop half way: the process goes, and it with it. */
function watchWork(maxWorkMs: number): void {
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage();
    if (user + system < maxWorkMs * 1000) return;
    answer({ ok: false, because: 'too large' });
    process.kill(process.pid, 'SIGKILL');
  }, WATCH_MS);
  watch.unref();
}

function encoded(image: Sharp, format: ImageFormat): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg(JPEG);
    case 'png':
      return image.png({ compressionLevel: 6 });
    case 'webp':
      return image.webp({ quality: 82 });
    default:
      return format satisfies never;
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && /pixel limit|exceeds|too large/i.test(error.message);
}

function answer(text: ImageAnswer, contents: readonly Buffer[] = []): void {
  for (const bytes of [Buffer.from(`${JSON.stringify(text)}\n`), ...contents]) writeWhole(bytes);
}

/** To the pipe itself: what is written through a stream may be lost when the process ends. */
function writeWhole(bytes: Buffer): void {
  let from = 0;
  while (from < bytes.length) {
    try {
      from += writeSync(1, bytes, from);
    } catch (error) {
      // The pipe is full until its reader comes to it.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}

void main(process.argv[2] as ImageFormat, Number(process.argv[3]));
