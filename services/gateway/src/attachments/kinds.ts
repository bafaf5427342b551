import { isUtf8 } from 'node:buffer';

export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
export const MAX_DOCUMENT_BYTES = 20 * 1024 * 1024;
/** Bytes from the beginning of a file that tell what it is. */
export const HEAD_BYTES = 4096;

/** What a file is by its content; neither its name nor the type that the sender gave count. */
export type FoundKind =
  | { readonly kind: 'image'; readonly format: 'jpeg' | 'png' | 'webp' }
  | { readonly kind: 'document'; readonly format: 'pdf' | 'zip' | 'text' };

/** Undefined for whatever is not accepted. @param head the first `HEAD_BYTES`, or the whole of a shorter file */
export function kindOf(head: Buffer): FoundKind | undefined {
  if (begins(head, [0xff, 0xd8, 0xff])) return { kind: 'image', format: 'jpeg' };
  if (begins(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return { kind: 'image', format: 'png' };
  if (head.subarray(0, 4).toString('latin1') === 'RIFF' && head.subarray(8, 12).toString('latin1') === 'WEBP')
    return { kind: 'image', format: 'webp' };
  if (head.subarray(0, 5).toString('latin1') === '%PDF-') return { kind: 'document', format: 'pdf' };
  if (begins(head, [0x50, 0x4b, 0x03, 0x04])) return { kind: 'document', format: 'zip' };
  return looksLikeText(head) ? { kind: 'document', format: 'text' } : undefined;
}

/** Text that a person wrote: UTF-8 without control characters, and nothing that a browser or a shell takes for a program. */
export function isPlainTextFile(content: Buffer): boolean {
  return isUtf8(content) && hasNoControls(content) && !/^\s*(<|#!)/.test(content.subarray(0, 1024).toString('utf8'));
}

function looksLikeText(head: Buffer): boolean {
  if (head.length === 0) return false;
  // The last character may be cut in two.
  const whole = [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, Math.max(1, head.length - cut))));
  return whole && hasNoControls(head) && !/^\s*(<|#!)/.test(head.subarray(0, 1024).toString('utf8'));
}

function hasNoControls(bytes: Buffer): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function begins(head: Buffer, signature: readonly number[]): boolean {
  return signature.every((byte, index) => head[index] === byte);
}
