import type { ImageFormat } from './image-job';

/**
 * Pixels that an image says it has, when its beginning says so: what is too large is refused before a process is started for it. The process
 * reads the header again, and its word counts. Undefined when the size stands further behind (in a JPEG after a long block of metadata).
 */
export function declaredPixels(head: Buffer, format: ImageFormat): number | undefined {
  switch (format) {
    case 'png':
      return head.length < 24 ? undefined : head.readUInt32BE(16) * head.readUInt32BE(20);
    case 'webp':
      return webpPixels(head);
    case 'jpeg':
      return jpegPixels(head);
    default:
      return format satisfies never;
  }
}

/** A PNG that is drawn in passes (PNG, section 11.2.1), each over the whole image. */
export function isInterlaced(head: Buffer, format: ImageFormat): boolean {
  return format === 'png' && head[28] === 1;
}

/** RFC 9649, section 2.5 to 2.7. */
function webpPixels(head: Buffer): number | undefined {
  if (head.length < 30) return undefined;
  switch (head.subarray(12, 16).toString('latin1')) {
    case 'VP8X':
      return (head.readUIntLE(24, 3) + 1) * (head.readUIntLE(27, 3) + 1);
    case 'VP8L':
      return ((head.readUInt32LE(21) & 0x3fff) + 1) * (((head.readUInt32LE(21) >>> 14) & 0x3fff) + 1);
    case 'VP8 ':
      return (head.readUInt16LE(26) & 0x3fff) * (head.readUInt16LE(28) & 0x3fff);
    default:
      return undefined;
  }
}

/** ITU-T T.81, annex B: the frame header, behind segments whose lengths lead to it. */
function jpegPixels(head: Buffer): number | undefined {
  let at = 2;
  while (at + 9 <= head.length && head[at] === 0xff) {
    const marker = head[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return head.readUInt16BE(at + 5) * head.readUInt16BE(at + 7);
    at += 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}
