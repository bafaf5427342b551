import { createHmac } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { Problem } from '../problems/problem';
import { declaredPixels, isInterlaced } from './images/declared-size';
import { MAX_INTERLACED_PIXELS, MAX_PIXELS, MAX_SCANNED_PIXELS, type ImageFormat } from './images/image-job';
import { JpegScans } from './images/jpeg-scans';
import { HEAD_BYTES, kindOf, MAX_DOCUMENT_BYTES, MAX_IMAGE_BYTES, type FoundKind } from './kinds';

/** Looks at a file while it passes: what it is, how long, and its digest. Fails as soon as it cannot be taken. */
export class Inspection extends Transform {
  private readonly hmac: ReturnType<typeof createHmac>;
  private readonly head: Buffer[] = [];
  private bytes = 0;
  private kind: FoundKind | undefined;
  private pixels: number | undefined;
  private scans: JpegScans | undefined;

  /** @param secret what digests are made with: from a bare one the content could be guessed */
  constructor(secret: Buffer) {
    super();
    this.hmac = createHmac('sha256', secret);
  }

  /** Once it has passed. */
  found(): { readonly kind: FoundKind; readonly contentHmac: string } {
    if (this.kind === undefined) throw new Error('The file has not passed yet');
    return { kind: this.kind, contentHmac: this.hmac.digest('base64url') };
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += piece.length;
    this.hmac.update(piece);
    if (this.kind === undefined) {
      this.head.push(piece);
      const refusal = this.bytes >= HEAD_BYTES ? this.judge() : undefined;
      if (refusal !== undefined) return done(refusal);
    } else this.scans?.pass(piece);
    done(this.isTooMuch() ? new Problem('FILE_TOO_LARGE') : null, piece);
  }

  override _flush(done: TransformCallback): void {
    if (this.bytes === 0) return done(Problem.field('file', 'is empty'));
    const refusal = this.kind === undefined ? this.judge() : undefined;
    done(refusal ?? (this.isTooMuch() ? new Problem('FILE_TOO_LARGE') : null));
  }

  private judge(): Problem | undefined {
    const head = Buffer.concat(this.head).subarray(0, HEAD_BYTES);
    this.kind = kindOf(head);
    if (this.kind === undefined) return new Problem('UNSUPPORTED_FILE_TYPE');
    return this.kind.kind === 'image' ? this.judgeImage(head, this.kind.format) : undefined;
  }

  private judgeImage(head: Buffer, format: ImageFormat): Problem | undefined {
    this.pixels = declaredPixels(head, format);
    if (format === 'jpeg') {
      this.scans = new JpegScans();
      for (const piece of this.head) this.scans.pass(piece);
    }
    const limit = isInterlaced(head, format) ? MAX_INTERLACED_PIXELS : MAX_PIXELS;
    return this.pixels !== undefined && this.pixels > limit ? new Problem('FILE_TOO_LARGE') : undefined;
  }

  /** Too long, or too many scans over too many pixels: where their number stands further behind, over the most that there may be. */
  private isTooMuch(): boolean {
    const scanned = (this.scans?.count ?? 0) * (this.pixels ?? MAX_PIXELS);
    return this.bytes > this.limit() || scanned > MAX_SCANNED_PIXELS;
  }

  private limit(): number {
    return this.kind?.kind === 'image' ? MAX_IMAGE_BYTES : MAX_DOCUMENT_BYTES;
  }
}
