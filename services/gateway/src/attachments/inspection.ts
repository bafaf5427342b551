import { createHmac } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { Problem } from '../problems/problem';
import { isDeclaredTooLarge } from './images/declared-size';
import type { ImageFormat } from './images/image-job';
import { JpegPassing } from './images/jpeg-passing';
import { HEAD_BYTES, kindOf, MAX_DOCUMENT_BYTES, MAX_IMAGE_BYTES, type FoundKind } from './kinds';

/** Looks at a file while it passes: what it is, how long, and its digest. Fails as soon as it cannot be taken. */
export class Inspection extends Transform {
  private readonly hmac: ReturnType<typeof createHmac>;
  private readonly head: Buffer[] = [];
  private bytes = 0;
  private kind: FoundKind | undefined;
  private jpeg: JpegPassing | undefined;

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
    } else this.jpeg?.pass(piece);
    done(this.refusal() ?? null, piece);
  }

  override _flush(done: TransformCallback): void {
    if (this.bytes === 0) return done(Problem.field('file', 'is empty'));
    const refusal = this.kind === undefined ? this.judge() : undefined;
    done(refusal ?? this.refusal() ?? null);
  }

  private judge(): Problem | undefined {
    const head = Buffer.concat(this.head).subarray(0, HEAD_BYTES);
    this.kind = kindOf(head);
    if (this.kind === undefined) return new Problem('UNSUPPORTED_FILE_TYPE');
    return this.kind.kind === 'image' ? this.judgeImage(head, this.kind.format) : undefined;
  }

  private judgeImage(head: Buffer, format: ImageFormat): Problem | undefined {
    if (format !== 'jpeg') return isDeclaredTooLarge(head, format) ? new Problem('FILE_TOO_LARGE') : undefined;
    this.jpeg = new JpegPassing();
    for (const piece of this.head) this.jpeg.pass(piece);
    return undefined;
  }

  /** For what has passed up to now. */
  private refusal(): Problem | undefined {
    if (this.jpeg?.isArithmetic === true) return new Problem('UNSUPPORTED_FILE_TYPE');
    const isTooMuch = this.bytes > this.limit() || this.jpeg?.isTooMuch === true;
    return isTooMuch ? new Problem('FILE_TOO_LARGE') : undefined;
  }

  private limit(): number {
    return this.kind?.kind === 'image' ? MAX_IMAGE_BYTES : MAX_DOCUMENT_BYTES;
  }
}
