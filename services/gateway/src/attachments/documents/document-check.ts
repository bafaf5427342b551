import type { RefusalCode } from '@sportello/contracts';
import { isPlainTextFile, type FoundKind } from '../kinds';
import { checkZip } from './zip-check';

const END_RECORD = Buffer.from('PK\x05\x06', 'latin1');
const END_RECORD_BYTES = 22;

/** What a document is served as. */
export type DocumentType =
  | 'application/pdf'
  | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  | 'application/vnd.oasis.opendocument.text'
  | 'text/plain';

export type DocumentCheck = { readonly type: DocumentType } | { readonly refused: RefusalCode };

/** A document is taken as it is, when it is whole and nothing else besides. */
export async function checkDocument(
  content: Buffer,
  format: Extract<FoundKind, { kind: 'document' }>['format'],
): Promise<DocumentCheck> {
  switch (format) {
    case 'pdf':
      return isWholePdf(content) ? { type: 'application/pdf' } : { refused: 'UNREADABLE_FILE' };
    case 'text':
      return isPlainTextFile(content) ? { type: 'text/plain' } : { refused: 'UNSUPPORTED_FILE_TYPE' };
    case 'zip':
      return officeDocument(content);
    default:
      return format satisfies never;
  }
}

async function officeDocument(content: Buffer): Promise<DocumentCheck> {
  const found = await checkZip(content);
  switch (found) {
    case 'docx':
      return { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' };
    case 'odt':
      return { type: 'application/vnd.oasis.opendocument.text' };
    case 'unsupported':
      return { refused: 'UNSUPPORTED_FILE_TYPE' };
    case 'unreadable':
      return { refused: 'UNREADABLE_FILE' };
    default:
      return found satisfies never;
  }
}

/** ISO 32000-2, 7.5: it begins with its version, ends with where its cross-reference table is and `%%EOF`, and after that nothing: a second file could hang there. */
function isWholePdf(content: Buffer): boolean {
  if (!/^%PDF-[12]\.\d[\r\n\t ]/.test(content.subarray(0, 9).toString('latin1'))) return false;
  const end = content.subarray(-2048).toString('latin1');
  return /startxref\s+\d+\s+%%EOF[\s\0]*$/.test(end) && !endsAsArchive(content);
}

/** Whether an archive's end record says that all behind it is its comment (APPNOTE 4.3.16): then programs that open archives open this too. */
function endsAsArchive(content: Buffer): boolean {
  const longestEnd = content.subarray(-(END_RECORD_BYTES + 0xffff));
  let at = longestEnd.indexOf(END_RECORD);
  while (at !== -1) {
    const behind = longestEnd.length - at - END_RECORD_BYTES;
    if (behind >= 0 && longestEnd.readUInt16LE(at + END_RECORD_BYTES - 2) === behind) return true;
    at = longestEnd.indexOf(END_RECORD, at + 1);
  }
  return false;
}
