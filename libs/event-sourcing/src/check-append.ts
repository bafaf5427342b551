import { EventTooLarge, InvalidEvent, MAX_APPEND_BYTES, NO_STREAM, type EventToAppend } from './event-store';
import { isStreamName } from './stream-name';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE = /^[A-Za-z][A-Za-z0-9._-]{0,127}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** PostgreSQL's `integer`, the narrowest revision of any adapter. */
const MAX_REVISION = 2_147_483_647;

/**
 * What every adapter checks before it lets an append near its database, so that one bad request is its caller's alone.
 * Texts must be JSON that survives UTF-8: a raw NUL or half a surrogate pair is refused, their `\u` escapes are fine.
 * @returns the bytes of data and metadata together (UTF-8)
 * @throws InvalidEvent, EventTooLarge
 */
export function checkAppend(stream: string, events: readonly EventToAppend[], expectedRevision: number): number {
  if (!isStreamName(stream)) throw new InvalidEvent('Not a stream name');
  if (events.length === 0) throw new InvalidEvent('An append holds at least one event');
  if (!Number.isInteger(expectedRevision) || expectedRevision < NO_STREAM) {
    throw new InvalidEvent(`Not an expected revision: ${expectedRevision}`);
  }
  if (expectedRevision + events.length > MAX_REVISION) throw new InvalidEvent('The stream cannot grow that long');

  let bytes = 0;
  for (const event of events) bytes += Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata);
  if (bytes > MAX_APPEND_BYTES) throw new EventTooLarge(bytes);

  for (const event of events) checkEvent(event);
  if (events.length > 1 && new Set(events.map((event) => event.eventId)).size < events.length) {
    throw new InvalidEvent('One append holds the same event id twice');
  }
  return bytes;
}

function checkEvent({ eventId, type, data, metadata }: EventToAppend): void {
  if (!UUID.test(eventId)) throw new InvalidEvent('An event id is a UUID in lower case');
  if (!TYPE.test(type))
    throw new InvalidEvent('An event type is a letter, then up to 127 letters, digits, dots, dashes');
  checkText(type, 'data', data);
  checkText(type, 'metadata', metadata);
}

function checkText(type: string, name: string, text: string): void {
  if (LONE_SURROGATE.test(text)) throw new InvalidEvent(`${type}: ${name} holds half a surrogate pair`);
  try {
    JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may be personal.
    throw new InvalidEvent(`${type}: ${name} is not JSON`);
  }
}
