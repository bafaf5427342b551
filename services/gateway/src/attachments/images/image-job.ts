/** What the process that reads images is asked, and answers. Its bytes go through pipes: standard input, standard output and a third one. */

/** Bounds of an image, before anything of it is decoded. */
export const MAX_PIXELS = 40_000_000;
/** Of a PNG that is drawn in seven passes over the whole image: no camera makes them. */
export const MAX_INTERLACED_PIXELS = 10_000_000;
/** Of a JPEG, each as often as a scan goes over it. Progressive photos have about ten scans. */
export const MAX_SCANNED_PIXELS = 12 * MAX_PIXELS;
/** Pixels of the longer side of what is kept. */
export const MAX_SIDE = 2560;
export const THUMBNAIL_SIDE = 400;
/**
 * Milliseconds of a processor that an image may take. What is known to be much work for its bytes was refused while it arrived; this is for
 * what else may be. A photo of 12 megapixels takes 500, one of 40 takes 1000. Counted in work and not by the clock, so that no photo is refused
 * because others come too.
 */
export const MAX_WORK_MS = 1_500;

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
