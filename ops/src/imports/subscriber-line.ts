import { ImportedSubscriber } from '@sportello/contracts';
import { readAs, Refused } from '@sportello/messaging';

const FIELDS: readonly string[] = ['email', 'language', 'consentedAt', 'source'];

/** A subscriber, or why the line is none. */
export type ReadLine =
  | { readonly ok: true; readonly subscriber: ImportedSubscriber }
  | {
      readonly ok: false;
      /** Never a word of what stands in the line. */
      readonly reason: string;
    };

/** Reads one line of the file: a JSON object in UTF-8. */
export function readSubscriberLine(bytes: Buffer): ReadLine {
  const value = parse(bytes);
  if (typeof value === 'string') return { ok: false, reason: value };
  if (Object.keys(value).some((field) => !FIELDS.includes(field)))
    return { ok: false, reason: `it holds a field that is not one of ${FIELDS.join(', ')}` };
  try {
    return { ok: true, subscriber: readAs(ImportedSubscriber, value) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const reasons = (error.refusal.errors ?? []).map(({ message }) => message);
    return { ok: false, reason: reasons.join('; ') || error.refusal.code };
  }
}

/** The object, or why it is none: what the parsers say themselves would quote the line. */
function parse(bytes: Buffer): object | string {
  let text: string;
  try {
    // A byte order mark, as some programs write it before the first line, is dropped.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'it is not in UTF-8: save the file in that encoding';
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : 'it is no JSON object';
  } catch {
    return 'it is no JSON';
  }
}
