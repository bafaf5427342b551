import { hkdfSync } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Problem } from '../problems/problem';
import type { AttachmentFiles } from './attachment-files';
import type { AttachmentRow, AttachmentRows } from './attachment-rows';
import { checkDocument } from './documents/document-check';
import { ImagesBusy, type ImagePool } from './images/image-pool';
import { Inspection } from './inspection';
import type { FoundKind } from './kinds';
import { newFileKey } from './sealed-file';
import type { Spool, Spooled } from './spool';
import { StoreUnavailable } from './store/attachment-store';
import type { TemporaryKeys } from './temporary-key';

/** Files that arrive at once in one process. */
const MAX_ARRIVING = 8;
/** Bytes that wait for a report, of one municipality: more is somebody filling our disk. */
const MAX_UNBOUND_BYTES = 2 * 1024 * 1024 * 1024;

/** What is kept of a file once it was looked at. */
interface Checked {
  readonly kind: 'image' | 'document';
  readonly type: string;
  readonly original: Buffer;
  readonly thumbnail?: Buffer;
  readonly width: number | null;
  readonly height: number | null;
}

export interface UploadParts {
  readonly rows: AttachmentRows;
  readonly files: AttachmentFiles;
  readonly images: ImagePool;
  readonly spool: Spool;
  readonly keys: TemporaryKeys;
  /** What digests are made with. */
  readonly secret: Buffer;
  readonly now: () => Date;
}

/** A file on its way in: arrives, is looked at, is kept. */
export class Uploads {
  private readonly secret: Buffer;
  private arriving = 0;

  constructor(private readonly parts: UploadParts) {
    this.secret = Buffer.from(hkdfSync('sha256', parts.secret, '', 'sportello file digests', 32));
  }

  /** @param id the same for a retry, which is answered alike. @throws Problem */
  async keep(file: Readable, municipalityId: string, id: string): Promise<AttachmentRow> {
    if (this.arriving >= MAX_ARRIVING || (await this.parts.rows.unbound(municipalityId)) > MAX_UNBOUND_BYTES)
      throw new Problem('SERVICE_UNAVAILABLE', { cause: new Error('Too many files wait') });
    this.arriving += 1;
    let spooled: Spooled | undefined;
    try {
      const inspection = new Inspection(this.secret);
      spooled = await this.parts.spool.take(file, inspection);
      const { kind, contentHmac } = inspection.found();
      return await this.store(await this.checked(spooled, kind), { municipalityId, id, contentHmac });
    } catch (error) {
      throw error instanceof ImagesBusy || error instanceof StoreUnavailable
        ? new Problem('SERVICE_UNAVAILABLE', { cause: error })
        : error;
    } finally {
      this.arriving -= 1;
      await spooled?.remove();
    }
  }

  private async checked(spooled: Spooled, found: FoundKind): Promise<Checked> {
    if (found.kind === 'image') {
      const image = await this.parts.images.read(spooled.read(), found.format);
      if (!image.ok) throw new Problem(image.because === 'too large' ? 'FILE_TOO_LARGE' : 'UNREADABLE_FILE');
      const { width, height, original, thumbnail } = image;
      return { kind: 'image', type: `image/${found.format}`, original, thumbnail, width, height };
    }
    const original = await buffer(spooled.read());
    const check = await checkDocument(original, found.format);
    if ('refused' in check) throw new Problem(check.refused);
    return { kind: 'document', type: check.type, original, width: null, height: null };
  }

  /** The row first: of two retries at once one makes it, and both then write the same file under its key. */
  private async store(
    { kind, type, original, thumbnail, width, height }: Checked,
    named: { readonly municipalityId: string; readonly id: string; readonly contentHmac: string },
  ): Promise<AttachmentRow> {
    const { rows, files, keys, now } = this.parts;
    const { municipalityId, id, contentHmac } = named;
    const row = await rows.insert({
      municipalityId,
      id,
      state: 'temporary',
      code: null,
      kind,
      type,
      bytes: original.length,
      width,
      height,
      wrappedKey: keys.wrap(newFileKey(), municipalityId, id),
      contentHmac,
      uploadedAt: now(),
    });
    if (row.contentHmac !== contentHmac) throw new Problem('IDEMPOTENCY_KEY_REUSED');
    if (row.state !== 'temporary' || row.code !== null || row.wrappedKey === null) return row;
    const fileKey = keys.unwrap(row.wrappedKey, municipalityId, id);
    await files.put(row, 'original', fileKey, original);
    if (thumbnail !== undefined) await files.put(row, 'thumbnail', fileKey, thumbnail);
    return row;
  }
}
