import type { Readable } from 'node:stream';

/** A file that should be in the store is not. */
export class StoredFileMissing extends Error {
  override readonly name = 'StoredFileMissing';
}

/** The store does not answer, or has no room. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** `{municipality}/{id}.{part}` */
const OBJECT_NAME = /^[a-z0-9-]{2,32}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(original|thumbnail)$/;

/** @throws Error for a name that is none of ours: it must not become a path or an address */
export function assertObjectName(name: string): void {
  if (!OBJECT_NAME.test(name)) throw new Error('Not the name of a stored file');
}

/** Where sealed files lie. It sees ciphertext only, and each name is written once with the same meaning. */
export interface AttachmentStore {
  /** There whole when this returns, or not at all. @param bytes how many `content` gives. @throws StoreUnavailable */
  put(name: string, content: Readable, bytes: number): Promise<void>;
  /** @throws StoredFileMissing, StoreUnavailable */
  open(name: string): Promise<Readable>;
  /** Also when it is not there. @throws StoreUnavailable */
  remove(name: string): Promise<void>;
}
