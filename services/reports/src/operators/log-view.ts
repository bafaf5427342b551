import type { LogEvent } from '@sportello/contracts';
import { parseStreamName, type StoredEvent } from '@sportello/event-sourcing';
import { KeyMissing, SealBroken, type Keyring, type KeyName, type KeyPurpose } from '@sportello/postgres';
import { decodeReport } from '../report-log';

/** What a reply may weigh, in bytes of JSON: below the limit of the bus, with room for the envelope. */
const MAX_BYTES = 400 * 1024;

/** Ciphertexts, and the key that each is under. */
const SEALED: Readonly<Record<string, KeyPurpose>> = { sealedText: 'text', sealedReporter: 'reporter' };
const ERASED = '(erased)';
/** For machines alone. */
const HMACS: readonly string[] = ['contactHmacs', 'searchTokens'];

/** A ciphertext of an event, by its field. */
interface SealedField {
  readonly field: string;
  readonly item: KeyName & { readonly sealed: string };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Events as operators read them. With a keyring what is sealed is opened, all of it in one question; erased keys are no error, missing ones are
 * told in their place.
 * @param forgotten keys that count as erased already
 */
export async function logEvents(
  events: readonly StoredEvent[],
  keyring?: Pick<Keyring, 'unsealEach'>,
  forgotten: readonly KeyPurpose[] = [],
): Promise<readonly LogEvent[]> {
  const read = events.map((stored) => ({ stored, data: parse(stored.data) }));
  const sealed = read.map(({ stored, data }) => sealedFields(stored, data));
  const asked = sealed.flat().filter(({ item }) => keyring && !forgotten.includes(item.purpose));
  const results = await keyring?.unsealEach(asked.map(({ item }) => item));
  const words = new Map(asked.map((one, index) => [one, wordsOf(results?.[index])]));
  const unasked = keyring ? ERASED : '(sealed)';
  return read.map(({ stored, data }, index) => {
    const shown = (sealed[index] ?? []).map((one): [string, unknown] => [one.field, words.get(one) ?? unasked]);
    return logEvent(stored, data && { ...data, ...Object.fromEntries(shown) });
  });
}

/** The first events, as many as one reply holds; at least one. */
export function fitting(events: readonly LogEvent[]): readonly LogEvent[] {
  let bytes = 0;
  const fit = events.findIndex((event) => (bytes += Buffer.byteLength(JSON.stringify(event))) > MAX_BYTES);
  return fit === -1 ? events : events.slice(0, Math.max(1, fit));
}

function logEvent(stored: StoredEvent, data: Fields | undefined): LogEvent {
  const { position, stream, revision, eventId, type } = stored;
  const head = { position, stream, revision, eventId, type, ...metadataOf(stored), ...unreadable(stored) };
  if (data === undefined) return { ...head, data: '(no JSON object)' };
  const event = { ...head, data: withoutHmacs(data) };
  const bytes = Buffer.byteLength(JSON.stringify(event));
  return bytes > MAX_BYTES ? { ...head, data: `(${bytes} bytes: too long to be shown here)` } : event;
}

function withoutHmacs(data: Fields): Record<string, unknown> {
  const shown = Object.entries(data).map(([field, value]): [string, unknown] =>
    HMACS.includes(field) && Array.isArray(value) ? [field, `(${value.length} HMACs)`] : [field, value],
  );
  return Object.fromEntries(shown);
}

function sealedFields({ stream }: StoredEvent, data: Fields = {}): readonly SealedField[] {
  return Object.entries(data).flatMap(([field, sealed]) => {
    const purpose = SEALED[field];
    if (purpose === undefined || typeof sealed !== 'string') return [];
    const { municipalityId, id: subject } = parseStreamName(stream);
    return [{ field, item: { municipalityId, subject, purpose, sealed } }];
  });
}

function wordsOf(opened: Fields | KeyMissing | SealBroken | undefined): unknown {
  if (opened instanceof KeyMissing) return '(its key is missing: an alarm, not an erasure)';
  if (opened instanceof SealBroken) return '(does not open with its key: an alarm)';
  return opened ?? ERASED;
}

function metadataOf({ metadata }: StoredEvent): Pick<LogEvent, 'occurredAt' | 'recordedAt' | 'actor'> {
  const { occurredAt, recordedAt, actor } = parse(metadata) ?? {};
  const { kind, id } = typeof actor === 'object' && actor !== null ? (actor as Record<string, unknown>) : {};
  return {
    ...(typeof occurredAt === 'string' ? { occurredAt } : {}),
    ...(typeof recordedAt === 'string' ? { recordedAt } : {}),
    ...(typeof kind === 'string' ? { actor: { kind, ...(typeof id === 'string' ? { id } : {}) } } : {}),
  };
}

function unreadable(stored: StoredEvent): Pick<LogEvent, 'unreadable'> {
  try {
    decodeReport(stored);
    return {};
  } catch (error) {
    const known = error instanceof Error && error.name === 'InvalidEvent';
    return { unreadable: known ? error.message : 'it cannot be decoded' };
  }
}

/** Undefined for what is no JSON object; the parser's own words would quote it. */
function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
