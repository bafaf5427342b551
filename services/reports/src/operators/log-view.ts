import type { LogEvent } from '@sportello/contracts';
import { parseStreamName, type StoredEvent } from '@sportello/event-sourcing';
import { KeyMissing, SealBroken, type Keyring, type KeyPurpose } from '@sportello/postgres';
import { decodeReport } from '../report-log';

/** What a reply may weigh, in bytes of JSON: below the limit of the bus, with room for the envelope. */
const MAX_BYTES = 400 * 1024;

/** Ciphertexts, and the key that each is under. */
const SEALED: Readonly<Record<string, KeyPurpose>> = { sealedText: 'text', sealedReporter: 'reporter' };
/** For machines alone. */
const HMACS: readonly string[] = ['contactHmacs', 'searchTokens'];

/** Events as operators read them. With a keyring what is sealed is opened; erased keys are no error, missing ones are told in their place. */
export async function logEvents(events: readonly StoredEvent[], keyring?: Keyring): Promise<readonly LogEvent[]> {
  const views: LogEvent[] = [];
  for (const event of events) views.push(await logEvent(event, keyring));
  return views;
}

/** The first events, as many as one reply holds; at least one. */
export function fitting(events: readonly LogEvent[]): readonly LogEvent[] {
  let bytes = 0;
  const fit = events.findIndex((event) => (bytes += Buffer.byteLength(JSON.stringify(event))) > MAX_BYTES);
  return fit === -1 ? events : events.slice(0, Math.max(1, fit));
}

async function logEvent(stored: StoredEvent, keyring: Keyring | undefined): Promise<LogEvent> {
  const { position, stream, revision, eventId, type } = stored;
  const head = { position, stream, revision, eventId, type, ...metadataOf(stored), ...unreadable(stored) };
  const data = parse(stored.data);
  if (data === undefined) return { ...head, data: '(no JSON object)' };
  const event = { ...head, data: await readable(data, stored, keyring) };
  const bytes = Buffer.byteLength(JSON.stringify(event));
  return bytes > MAX_BYTES ? { ...head, data: `(${bytes} bytes: too long to be shown here)` } : event;
}

async function readable(
  data: Record<string, unknown>,
  { stream }: StoredEvent,
  keyring: Keyring | undefined,
): Promise<Record<string, unknown>> {
  const shown: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(data)) {
    const purpose = SEALED[field];
    if (purpose !== undefined && typeof value === 'string')
      shown[field] = keyring ? await open(keyring, stream, purpose, value) : '(sealed)';
    else if (HMACS.includes(field) && Array.isArray(value)) shown[field] = `(${value.length} HMACs)`;
    else shown[field] = value;
  }
  return shown;
}

async function open(keyring: Keyring, stream: string, purpose: KeyPurpose, sealed: string): Promise<unknown> {
  const { municipalityId, id: subject } = parseStreamName(stream);
  try {
    const [opened] = await keyring.unseal([{ municipalityId, subject, purpose, sealed }]);
    return opened ?? '(erased)';
  } catch (error) {
    if (error instanceof KeyMissing) return '(its key is missing: an alarm, not an erasure)';
    if (error instanceof SealBroken) return '(does not open with its key: an alarm)';
    throw error;
  }
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
