import { createHmac } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { Problem } from '../problems/problem';
import { declaredPixels } from './images/declared-size';
import { MAX_PIXELS } from './images/image-job';
import { HEAD_BYTES, kindOf, MAX_DOCUMENT_BYTES, MAX_IMAGE_BYTES, type FoundKind } from './kinds';

/** Looks at a file while it passes: what it is, how long, and its digest. Fails as soon as it cannot be taken. */
export class Inspection extends Transform {
  private readonly hmac: ReturnType<typeof createHmac>;
  private readonly head: Buffer[] = [];
  private bytes = 0;
  private kind: FoundKind | undefined;

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
    }
    done(this.bytes > this.limit() ? new Problem('FILE_TOO_LARGE') : null, piece);
  }

  override _flush(done: TransformCallback): void {
    if (this.bytes === 0) return done(Problem.field('file', 'is empty'));
    done((this.kind === undefined ? this.judge() : undefined) ?? null);
  }

  private judge(): Problem | undefined {
    const head = Buffer.concat(this.head).subarray(0, HEAD_BYTES);
    this.kind = kindOf(head);
    if (this.kind === undefined) return new Problem('UNSUPPORTED_FILE_TYPE');
    const pixels = this.kind.kind === 'image' ? declaredPixels(head, this.kind.format) : undefined;
    return pixels !== undefined && pixels > MAX_PIXELS ? new Problem('FILE_TOO_LARGE') : undefined;
  }

  private limit(): number {
    return this.kind?.kind === 'image' ? MAX_IMAGE_BYTES : MAX_DOCUMENT_BYTES;
  }
}
