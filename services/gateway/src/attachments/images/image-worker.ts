import { writeSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp';
import { isPlainProfile } from './colour-profile';
import { MAX_PIXELS, MAX_SIDE, THUMBNAIL_SIDE, type ImageAnswer, type ImageFormat } from './image-job';
import { pixelParts } from './pixel-parts';

/*
 * A process for one image, which comes in on standard input. Decoders of foreign images are where programs are broken into: this one has no key,
 * no database and no network of ours, and is killed when it takes too long. Nothing of the image but its pixels comes out again.
 */

/** Milliseconds between two looks at how much work it has been, and how much memory it holds. */
const WATCH_MS = 50;

const READING = {
  limitInputPixels: MAX_PIXELS,
  failOn: 'error',
  sequentialRead: true,
  pages: 1,
  unlimited: false,
} as const;
const JPEG = { quality: 82, chromaSubsampling: '4:2:0' } as const;

async function main(format: ImageFormat, maxWorkMs: number, maxMemoryMb: number): Promise<void> {
  sharp.cache(false);
  sharp.concurrency(1);
  const received = await buffer(process.stdin);
  watch(maxWorkMs, maxMemoryMb);
  const content = pixelParts(received, format);
  let found;
  try {
    found = await sharp(content, READING).metadata();
  } catch (error) {
    return answer({ ok: false, because: isTooLarge(error) ? 'too large' : 'unreadable' });
  }
  if (found.format !== format) return answer({ ok: false, because: 'unreadable' });
  try {
    const { data, info } = await pixelsOf(content, found);
    const pixels = (): Sharp => sharp(data, { raw: info, limitInputPixels: MAX_PIXELS });
    // sharp writes no metadata unless it is told to.
    const whole = await encoded(pixels(), format).toBuffer({ resolveWithObject: true });
    const thumbnail = await pixels()
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

/**
 * As many pixels as are kept, turned as their orientation says, in sRGB. A colour profile is applied when so few are left: over all of a photo it
 * is more work than the rest.
 */
async function pixelsOf(content: Buffer, { icc, channels }: Metadata): Promise<{ data: Buffer; info: OutputInfo }> {
  const resized = sharp(content, { ...READING, ignoreIcc: true })
    .autoOrient()
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true });
  if (icc === undefined || !isPlainProfile(icc)) return resized.raw().toBuffer({ resolveWithObject: true });
  // A profile of grey holds for an image of grey only.
  const inItsColours = channels < 3 ? resized.toColourspace('b-w') : resized;
  const small = await inItsColours.keepIccProfile().png({ compressionLevel: 0 }).toBuffer();
  return sharp(small, READING).raw().toBuffer({ resolveWithObject: true });
}

/** An image that is too much work is answered as one that is too large. A decoder does not stop half way: the process goes, and it with it. */
function watch(maxWorkMs: number, maxMemoryMb: number): void {
  const looking = setInterval(() => {
    const { user, system } = process.cpuUsage();
    if (user + system < maxWorkMs * 1000 && process.memoryUsage.rss() < maxMemoryMb * 1024 * 1024) return;
    answer({ ok: false, because: 'too large' });
    process.kill(process.pid, 'SIGKILL');
  }, WATCH_MS);
  looking.unref();
}

function encoded(image: Sharp, format: ImageFormat): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg(JPEG);
    case 'png':
      // Less than half the work of the usual level, for up to a quarter more bytes.
      return image.png({ compressionLevel: 2 });
    case 'webp':
      // The usual effort takes three times as long or more, for a seventh fewer bytes.
      return image.webp({ quality: 82, effort: 0 });
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

void main(process.argv[2] as ImageFormat, Number(process.argv[3]), Number(process.argv[4]));
