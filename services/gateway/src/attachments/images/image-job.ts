/** What the process that reads images is asked, and answers. Its bytes go through pipes: standard input, standard output and a third one. */

/** Bounds of an image, before anything of it is decoded. */
export const MAX_PIXELS = 40_000_000;
/**
 * Of what is known to be several times the work of a photo: a PNG drawn in passes, a WebP without loss or with transparency. No camera makes them.
 */
export const MAX_LABORIOUS_PIXELS = 10_000_000;
/** Of a JPEG in the colours of print, each of which is looked up in a table. */
export const MAX_PRINT_PIXELS = 6_000_000;
/**
 * Of the pixels of a PNG as they are unpacked and worked on, a byte for each channel (a palette is one, a transparent colour one more,
 * transparency beside grey two) and three when it has 16 bits; its file can be a thousandth of them. A screenshot of 5120 x 2880 has 59 MB.
 */
export const MAX_UNPACKED_BYTES = 100_000_000;
/** Of a JPEG, each as often as a scan goes over it. Progressive photos have about ten scans. */
export const MAX_SCANNED_PIXELS = 12 * MAX_PIXELS;
/** What a scan goes over at least: an image one pixel wide is drawn in blocks of up to 32. */
export const MIN_SCANNED_PIXELS = 4_000_000;
/** Pixels of the longer side of what is kept. */
export const MAX_SIDE = 2560;
export const THUMBNAIL_SIDE = 400;
/**
 * Milliseconds of a processor that an image may take. What is known to be much work for its bytes was refused while it arrived, or its decoder is
 * not given it (`pixelParts`); this is for what else may be. On a crowded machine a photo of 12 megapixels takes 450 to 900, one of 40 up to 1250:
 * a bound of a second would refuse photos there. Counted in work and not by the clock, so that no photo is refused because others come too.
 */
export const MAX_WORK_MS = 1_500;
/** Megabytes of memory that its process may hold. A photo of 40 megapixels in scans takes 260, and 340 when its colours are as fine as its light. */
export const MAX_MEMORY_MB = 450;

export type ImageFormat = 'jpeg' | 'png' | 'webp';

/** One line of JSON on standard output; what it announces follows, byte after byte. */
export type ImageAnswer =
  | {
      readonly ok: true;
      readonly width: number;
      readonly height: number;
      readonly bytes: number;
      readonly thumbnailBytes: number;
    }
  | { readonly ok: false; readonly because: 'too large' | 'unreadable' };
