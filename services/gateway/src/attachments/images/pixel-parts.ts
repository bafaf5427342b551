import type { ImageFormat } from './image-job';

/** Bytes of a colour profile in a PNG, which is packed: it unpacks to a thousand times as much at most. */
const MAX_PACKED_PROFILE = 16_384;

/**
 * A file of an image, without what is none of its pixels, nor says how they are turned and what their colours mean. What stands beside them comes
 * out for nobody, and can be most of the work: texts of a PNG that unpack to gigabytes, a million comments in a JPEG, a hundred thousand frames of
 * a WebP of which one is shown. What is no such file is given back as it is: the decoder says what is wrong with it.
 *
 * @param content is written over
 */
export function pixelParts(content: Buffer, format: ImageFormat): Buffer {
  switch (format) {
    case 'png':
      return ofPng(content);
    case 'webp':
      return ofWebp(content);
    case 'jpeg':
      return ofJpeg(content);
    default:
      return format satisfies never;
  }
}

/** PNG, section 5.3: those whose name begins with a capital letter are the image. Of what else belongs to it, each once. */
function ofPng(content: Buffer): Buffer {
  const kept = new Kept(content, 8);
  const left = new Set(['tRNS', 'iCCP', 'eXIf']);
  for (let at = 8; at + 12 <= content.length;) {
    const length = content.readUInt32BE(at);
    const type = content.toString('latin1', at + 4, at + 8);
    // Whatever comes first stays: it is what was looked at while the file arrived.
    const isImage = at === 8 || /^[A-Z]/.test(type);
    const isLargeProfile = type === 'iCCP' && length > MAX_PACKED_PROFILE;
    const next = at + 12 + length;
    if (isImage || (!isLargeProfile && left.delete(type))) kept.keep(at, next);
    at = next;
  }
  return kept.all();
}

const WEBP_PARTS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP', 'EXIF', 'ANIM', 'ANMF']);

/** RFC 9649, section 2.3: each once, and so the first frame of many; and whatever comes first, which was looked at while the file arrived. */
function ofWebp(content: Buffer): Buffer {
  const kept = new Kept(content, 12);
  const left = new Set(WEBP_PARTS);
  for (let at = 12; at + 8 <= content.length;) {
    const length = content.readUInt32LE(at + 4);
    const next = at + 8 + length + (length % 2);
    if (left.delete(content.toString('latin1', at, at + 4)) || at === 12) kept.keep(at, next);
    at = next;
  }
  const all = kept.all();
  // A file that was cut off says still how long it should be.
  if (content.length >= 12 && content.readUInt32LE(4) + 8 <= content.length) all.writeUInt32LE(all.length - 8, 4);
  return all;
}

/** ITU-T T.81, annex B: the segments before the first scan. A profile in several pieces is one that no camera writes. */
function ofJpeg(content: Buffer): Buffer {
  const kept = new Kept(content, 2);
  const left = new Set(['Exif\0', 'ICC_PROFILE\0\x01\x01', 'Adobe']);
  let at = 2;
  while (at + 4 <= content.length && content[at] === 0xff) {
    const marker = content[at + 1] ?? 0;
    // Fill bytes may precede a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // A scan, or no segment at all: nothing behind it is known for what it is.
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda)) break;
    const next = at + 2 + content.readUInt16BE(at + 2);
    const isBeside = marker === 0xfe || (marker >= 0xe0 && marker <= 0xef);
    if (!isBeside || isFirst(content.subarray(at + 4, next), left)) kept.keep(at, next);
    at = next;
  }
  kept.keep(at, content.length);
  return kept.all();
}

/** Whether it is the first that begins with one of these names, which is struck out then. */
function isFirst(part: Buffer, left: Set<string>): boolean {
  for (const name of left)
    if (part.length >= name.length && part.toString('latin1', 0, name.length) === name) return left.delete(name);
  return false;
}

/** What is kept moves forward over what is not: no second copy of ten megabytes, and no list of a million pieces. */
class Kept {
  constructor(
    private readonly content: Buffer,
    private length: number,
  ) {}

  keep(from: number, to: number): void {
    const end = Math.min(to, this.content.length);
    if (from >= end) return;
    if (from !== this.length) this.content.copyWithin(this.length, from, end);
    this.length += end - from;
  }

  all(): Buffer {
    return this.content.subarray(0, Math.min(this.length, this.content.length));
  }
}
