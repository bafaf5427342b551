import type { Readable } from 'node:stream';
import type { AttachmentStore } from './store/attachment-store';
import { opening, sealedSize, sealing, type FilePart } from './sealed-file';

/** The parts that are kept. */
export type KeptPart = Exclude<FilePart, 'upload'>;

interface Named {
  readonly municipalityId: string;
  readonly id: string;
}

/** The files of attachments in the store: sealed when they go in, opened when they come out. */
export class AttachmentFiles {
  constructor(private readonly store: AttachmentStore) {}

  /** @throws StoreUnavailable */
  async put({ municipalityId, id }: Named, part: KeptPart, fileKey: Buffer, content: Buffer): Promise<void> {
    const sealed = sealing(fileKey, { municipalityId, id, part });
    sealed.end(content);
    await this.store.put(nameOf({ municipalityId, id }, part), sealed, sealedSize(content.length));
  }

  /** @throws StoredFileMissing, StoreUnavailable; the stream fails with FileSealBroken where it was altered */
  async open({ municipalityId, id }: Named, part: KeptPart, fileKey: Buffer): Promise<Readable> {
    const sealed = await this.store.open(nameOf({ municipalityId, id }, part));
    const opened = opening(fileKey, { municipalityId, id, part });
    // Whichever end goes first takes the other with it.
    sealed.on('error', (error) => opened.destroy(error));
    opened.on('close', () => sealed.destroy());
    return sealed.pipe(opened);
  }

  async remove(named: Named): Promise<void> {
    await this.store.remove(nameOf(named, 'original'));
    await this.store.remove(nameOf(named, 'thumbnail'));
  }
}

function nameOf({ municipalityId, id }: Named, part: KeptPart): string {
  return `${municipalityId}/${id}.${part}`;
}
