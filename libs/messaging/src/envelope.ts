import { isUtf8 } from 'node:buffer';
import { LANGUAGES, MAX_MESSAGE_BYTES, type Language } from '@sportello/contracts/words';
import type { RequestMetadata } from './bus';
import { MessageTooLarge, Refused } from './bus-errors';

/** A request as it travels: the token and the metadata as headers, the payload as the body. */
export interface Envelope {
  readonly token: string;
  /** `RequestMetadata` as JSON. */
  readonly metadata: string;
  /** The payload as JSON. */
  readonly body: Uint8Array;
}

/** Bytes around the three parts on NATS: the version line, header names, separators. */
const OVERHEAD = 64;
/** Deeper than any message of ours, as at the door: what validates and transforms messages is recursive. */
const MAX_DEPTH = 16;
const ID = /^[\x21-\x7e]{1,128}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** @throws MessageTooLarge */
export function sealEnvelope(subject: string, token: string, metadata: RequestMetadata, payload: object): Envelope {
  const envelope = { token, metadata: JSON.stringify(metadata), body: Buffer.from(JSON.stringify(payload)) };
  const bytes = OVERHEAD + token.length + Buffer.byteLength(envelope.metadata) + envelope.body.length;
  if (bytes > MAX_MESSAGE_BYTES) throw new MessageTooLarge(`The request ${subject}`);
  return envelope;
}

/** @throws Refused MALFORMED_REQUEST when it is not a JSON object in UTF-8, or is nested too deep */
export function readBody(body: Uint8Array): object {
  const payload = isUtf8(body)
    ? parseJson(Buffer.from(body.buffer, body.byteOffset, body.length).toString())
    : undefined;
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw malformed('The message is not a JSON object');
  }
  if (isDeeper(payload, MAX_DEPTH)) throw malformed(`The message is nested more than ${MAX_DEPTH} deep`);
  return payload;
}

/** Takes only what it knows; a trace context that is not one is left out, as W3C Trace Context says. @throws Refused MALFORMED_REQUEST */
export function readMetadata(text: string): RequestMetadata {
  const claimed = parseJson(text);
  if (typeof claimed !== 'object' || claimed === null) throw malformed('The metadata is not a JSON object');
  const { correlationId, causationId, traceparent, commandId, bodyHmac, language } = claimed as Record<string, unknown>;
  if (!matches(ID, correlationId) || !matches(ID, causationId)) throw malformed('The metadata lacks its ids');
  if (commandId !== undefined && !matches(UUID, commandId)) throw malformed('commandId is not a UUID');
  if (bodyHmac !== undefined && !matches(ID, bodyHmac)) throw malformed('bodyHmac is not a text');
  return {
    correlationId,
    causationId,
    ...(matches(TRACEPARENT, traceparent) && { traceparent }),
    ...(commandId !== undefined && { commandId }),
    ...(bodyHmac !== undefined && { bodyHmac }),
    ...(isLanguage(language) && { language }),
  };
}

/** The value, or undefined for what is not JSON: the parser's own message would quote the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether objects and lists stand in each other more than `levels` times. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function malformed(detail: string): Refused {
  return new Refused({ code: 'MALFORMED_REQUEST', detail });
}

function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}
