import { MAX_LABORIOUS_PIXELS, MAX_PIXELS, MAX_UNPACKED_BYTES } from './image-job';

/**
 * Whether an image says in its beginning that it is too large, or too much work for its few bytes: it is refused before a process is started for
 * it. The process reads the header again, and its word counts. What a JPEG says is read while it passes (`JpegPassing`).
 */
export function isDeclaredTooLarge(head: Buffer, format: 'png' | 'webp'): boolean {
  switch (format) {
    case 'png':
      return isLargePng(head);
    case 'webp':
      return isLargeWebp(head);
    default:
      return format satisfies never;
  }
}

/** PNG, section 11.2.1. */
function isLargePng(head: Buffer): boolean {
  if (head.length < 29) return false;
  const pixels = head.readUInt32BE(16) * head.readUInt32BE(20);
  // Drawn in passes, each over the whole image.
  const isInterlaced = head[28] === 1;
  // One transparent colour makes a channel; where it stands behind this beginning, the work is watched.
  const bytes = channels(head[25]) + (head.includes('tRNS') ? 1 : 0);
  const unpacked = pixels * bytes * (head[24] === 16 ? 3 : 1);
  return (
    pixels > (isInterlaced ? MAX_LABORIOUS_PIXELS : MAX_PIXELS) ||
    unpacked * (isInterlaced ? 2 : 1) > MAX_UNPACKED_BYTES
  );
}

/** Of a pixel as it is worked on; a palette is little more work than grey. Transparency counts twice beside grey, which is weighed by it. */
function channels(colourType: number | undefined): number {
  switch (colourType) {
    case 0:
    case 3:
      return 1;
    case 2:
    case 4:
      return 3;
    default:
      return 4;
  }
}

/** RFC 9649, section 2.5 to 2.7. What is without loss, transparent or moves is several times the work of a photo. */
function isLargeWebp(head: Buffer): boolean {
  if (head.length < 30) return false;
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8X': {
      const pixels = (head.readUIntLE(24, 3) + 1) * (head.readUIntLE(27, 3) + 1);
      return pixels > (holdsPhoto(head) ? MAX_PIXELS : MAX_LABORIOUS_PIXELS);
    }
    case 'VP8L':
      return (
        ((head.readUInt32LE(21) & 0x3fff) + 1) * (((head.readUInt32LE(21) >>> 14) & 0x3fff) + 1) > MAX_LABORIOUS_PIXELS
      );
    case 'VP8 ':
      return (head.readUInt16LE(26) & 0x3fff) * (head.readUInt16LE(28) & 0x3fff) > MAX_PIXELS;
    default:
      return false;
  }
}

/** Behind the header, and a colour profile if there is one, the pixels of a photo and nothing else. Behind a long profile they are taken for one. */
function holdsPhoto(head: Buffer): boolean {
  const isPlain = (head.readUInt8(20) & (0x10 | 0x02)) === 0;
  let at = 30;
  if (head.toString('latin1', at, at + 4) === 'ICCP' && at + 8 <= head.length) {
    const length = head.readUInt32LE(at + 4);
    at += 8 + length + (length % 2);
  }
  return isPlain && (at + 4 > head.length || head.toString('latin1', at, at + 4) === 'VP8 ');
}
