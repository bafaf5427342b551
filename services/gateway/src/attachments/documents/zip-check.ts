import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { finished } from 'node:stream/promises';

/** Entries of an office document; honest ones have dozens. */
const MAX_ENTRIES = 1000;
/** Bytes that it may come to when it is opened. */
const MAX_UNPACKED_BYTES = 80 * 1024 * 1024;
/** Milliseconds by the clock, for a machine that does not get to it: how much comes and how much it unpacks to bound the work (ADR 18). */
const DEADLINE_MS = 8_000;

export type ZipFound = 'docx' | 'odt' | 'unsupported' | 'unreadable';

/** What an archive is: an office document, unpacked whole within its limits, or why not. */
export async function checkZip(content: Buffer): Promise<ZipFound> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  let zip: ZipFile | undefined;
  try {
    // Strict names: yauzl refuses absolute ones and those that climb out. It also refuses bytes after the archive's end.
    zip = await fromBufferPromise(content, {
      lazyEntries: true,
      validateEntrySizes: true,
      strictFileNames: true,
      decodeStrings: true,
    });
    if (zip.entryCount > MAX_ENTRIES) return 'unreadable';
    const names: string[] = [];
    let first: Buffer | undefined;
    let declared = 0;
    let packed = 0;
    for await (const entry of zip.eachEntry()) {
      declared += entry.uncompressedSize;
      packed += entry.compressedSize;
      // Entries that lie over one another unpack the same bytes again and again.
      if (declared > MAX_UNPACKED_BYTES || packed > content.length || entry.isEncrypted()) return 'unreadable';
      const head = await unpack(zip, entry, signal);
      if (names.length === 0) first = head;
      names.push(entry.fileName);
    }
    return found(names, first);
  } catch {
    // Whatever is wrong with an archive, its sender is told the same.
    return 'unreadable';
  } finally {
    zip?.close();
  }
}

/** Unpacks to the end, a piece at a time, and throws it away: what says it is small must be small. @returns its beginning */
async function unpack(zip: ZipFile, entry: Entry, signal: AbortSignal): Promise<Buffer> {
  const stream = await zip.openReadStreamPromise(entry);
  const head: Buffer[] = [];
  stream.on('data', (piece: Buffer) => {
    if (head.length === 0) head.push(piece);
  });
  try {
    await finished(stream, { signal });
  } finally {
    stream.destroy();
  }
  return head[0] ?? Buffer.alloc(0);
}

function found(names: readonly string[], first: Buffer | undefined): ZipFound {
  if (names.some((name) => /(^|\/)(vbaProject\.bin|Scripts\/|Basic\/)/i.test(name))) return 'unsupported';
  if (names[0] === 'mimetype')
    return first?.toString('latin1') === 'application/vnd.oasis.opendocument.text' ? 'odt' : 'unsupported';
  const isWord = names.includes('[Content_Types].xml') && names.includes('word/document.xml');
  return isWord ? 'docx' : 'unsupported';
}
