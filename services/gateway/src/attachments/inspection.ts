import { createHmac } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { Problem } from '../problems/problem';
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
      if (this.bytes >= HEAD_BYTES) this.kind = kindOf(Buffer.concat(this.head).subarray(0, HEAD_BYTES));
      if (this.bytes >= HEAD_BYTES && this.kind === undefined) return done(new Problem('UNSUPPORTED_FILE_TYPE'));
    }
    done(this.bytes > this.limit() ? new Problem('FILE_TOO_LARGE') : null, piece);
  }

  override _flush(done: TransformCallback): void {
    if (this.bytes === 0) return done(Problem.field('file', 'is empty'));
    this.kind ??= kindOf(Buffer.concat(this.head));
    done(this.kind === undefined ? new Problem('UNSUPPORTED_FILE_TYPE') : null);
  }

  private limit(): number {
    return this.kind?.kind === 'image' ? MAX_IMAGE_BYTES : MAX_DOCUMENT_BYTES;
  }
}
