import { ImportedSubscriber, MAX_PROBLEM_CHARACTERS } from '@sportello/contracts';
import { readAs, readBody, Refused } from '@sportello/messaging';

const FIELDS: readonly string[] = ['email', 'language', 'consentedAt', 'source'];

/** A subscriber, or why the line is none. */
export type ReadLine =
  | { readonly ok: true; readonly subscriber: ImportedSubscriber }
  | {
      readonly ok: false;
      /** Never a word of what stands in the line. */
      readonly reason: string;
    };

/** Reads one line of a file: a JSON object. */
export function readSubscriberLine(line: string): ReadLine {
  const value = parse(line);
  if (value === undefined) return { ok: false, reason: 'The line is not one JSON object, or is nested too deep' };
  if (Object.keys(value).some((field) => !FIELDS.includes(field)))
    return { ok: false, reason: `The line holds a field that is not one of ${FIELDS.join(', ')}` };
  try {
    return { ok: true, subscriber: readAs(ImportedSubscriber, value) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const reasons = (error.refusal.errors ?? []).map(({ message }) => message);
    return { ok: false, reason: reasons.join('; ').slice(0, MAX_PROBLEM_CHARACTERS) || error.refusal.code };
  }
}

/** What the parser says itself would quote the line. */
function parse(line: string): object | undefined {
  try {
    return readBody(Buffer.from(line));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
