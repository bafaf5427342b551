import { MAX_PIXELS, MAX_PRINT_PIXELS, MAX_SCANNED_PIXELS, MIN_SCANNED_PIXELS } from './image-job';

type Expected = 'sign' | 'marker' | 'length' | 'rest of the length' | 'frame' | 'segment' | 'nothing';

const SIGN = 0xff;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;
/** Bytes of a frame header up to the number of its components. */
const FRAME_BYTES = 6;

/**
 * Looks at a JPEG while it passes, piece by piece (ITU-T T.81, annex B), for what makes it too large or too much work for its bytes: for each scan
 * a decoder goes over the whole image, however few its bytes. A preview inside a segment is none of it, nor is what stands behind its end, where
 * cameras put further images.
 */
export class JpegPassing {
  private scans = 0;
  private expected: Expected = 'sign';
  /** Bytes of a segment that have not passed. */
  private left = 0;
  private arithmetic = false;
  private isFirstFrame = false;
  private readonly frame: number[] = [];

  /** Drawn in a code that no camera writes and no browser reads: a bit of it can stand for the work of a thousand. */
  get isArithmetic(): boolean {
    return this.arithmetic;
  }

  /** Too many pixels, or too many scans over them. Nothing is too much before its frame header has passed. */
  get isTooMuch(): boolean {
    if (this.frame.length < FRAME_BYTES) return this.scans * MAX_PIXELS > MAX_SCANNED_PIXELS;
    const [, high = 0, height = 0, wide = 0, width = 0, components = 0] = this.frame;
    const pixels = (high * 256 + height) * (wide * 256 + width);
    const limit = components > 3 ? MAX_PRINT_PIXELS : MAX_PIXELS;
    return pixels > limit || this.scans * Math.max(pixels, MIN_SCANNED_PIXELS) > MAX_SCANNED_PIXELS;
  }

  pass(piece: Buffer): void {
    for (let at = 0; at < piece.length;) at = this.step(piece, at);
  }

  /** @returns where to go on */
  private step(piece: Buffer, at: number): number {
    const byte = piece[at] ?? 0;
    switch (this.expected) {
      case 'sign': {
        const sign = piece.indexOf(SIGN, at);
        if (sign === -1) return piece.length;
        this.expected = 'marker';
        return sign + 1;
      }
      case 'marker':
        this.expected = this.after(byte);
        return at + 1;
      case 'length':
        this.left = byte * 256;
        this.expected = 'rest of the length';
        return at + 1;
      case 'rest of the length':
        // It counts its own two bytes.
        this.left = Math.max(0, this.left + byte - 2);
        this.expected = this.left === 0 ? 'sign' : this.isFirstFrame ? 'frame' : 'segment';
        return at + 1;
      case 'frame':
        this.frame.push(byte);
        this.left -= 1;
        if (this.left === 0 || this.frame.length >= FRAME_BYTES) this.expected = this.left === 0 ? 'sign' : 'segment';
        return at + 1;
      case 'segment': {
        const passed = Math.min(this.left, piece.length - at);
        this.left -= passed;
        if (this.left === 0) this.expected = 'sign';
        return at + passed;
      }
      case 'nothing':
        return piece.length;
      default:
        return this.expected satisfies never;
    }
  }

  private after(marker: number): Expected {
    // Fill bytes may precede a marker.
    if (marker === SIGN) return 'marker';
    if (marker === END_OF_IMAGE) return 'nothing';
    // A 0xFF of the data itself, what is reserved for it, restarts and the beginning have no segment.
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) return 'sign';
    if (marker === START_OF_SCAN) this.scans += 1;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    this.isFirstFrame = isFrame && this.frame.length === 0;
    this.arithmetic ||= isFrame && marker >= 0xc9;
    return 'length';
  }
}
