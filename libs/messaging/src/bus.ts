import type { Actor, Language, Refusal, PeerName, ServiceActor } from '@sportello/contracts';
import type { CustomTransportStrategy, Server } from '@nestjs/microservices';

/** Where a request comes from and what ties it to others. Carried unchanged from the first caller to the last log line. */
export interface RequestMetadata {
  /** One per thing somebody wanted; the same in every request, event and log line that follows from it. */
  readonly correlationId: string;
  /** Id of what directly caused this request: a command, an event, or the correlation id itself. */
  readonly causationId: string;
  /** W3C Trace Context. */
  readonly traceparent?: string;
  /** Id of the command inside; the same command sent again has the same id. */
  readonly commandId?: string;
  /** HMAC of the request body, to tell a retry from a reused key. */
  readonly bodyHmac?: string;
  readonly language?: Language;
}

/** On whose behalf, and why. */
export interface RequestContext {
  readonly actor: Actor;
  readonly metadata: RequestMetadata;
}

/** What the owner answered: a value, or a refusal that the caller is meant to understand. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export interface RequestOptions {
  /** Milliseconds until `BusTimeout`. Default 5,000. */
  readonly timeoutMs?: number;
  /** Stops waiting; the request rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How one service speaks to the others. It carries the service's identity; NATS or in-process, it behaves the same. */
export interface Bus {
  /**
   * Asks the owner of `subject`. Payload and reply travel as JSON: a Date arrives as text, an undefined field not at all.
   * @throws BusUnavailable nobody answers there, the bus is down, or the owner lacks something it needs
   * @throws BusTimeout no answer in time: whether it was done is unknown
   * @throws BusFailure the owner has a bug
   * @throws MessageTooLarge request or reply is over the limit of contracts
   */
  request<T>(subject: string, payload: object, context: RequestContext, options?: RequestOptions): Promise<Reply<T>>;

  /** Tells every replica that listens. Never fails and never waits: a hint may be lost. */
  hint(subject: string, payload?: object): void;

  /** Hears hints, on every replica. Returns how to stop. */
  onHint(subject: string, callback: (payload: unknown) => void): () => void;

  /** A Nest strategy that answers this service's requests, shared among its replicas; made anew by each call. */
  server(): CustomTransportStrategy & Server;

  /** False while requests would fail at once. */
  connected(): boolean;

  /** Stops answering, lets the replies in flight leave (at most 5 s), then closes. Own pending requests fail. */
  close(): Promise<void>;
}

/**
 * What the bus writes to; a pino Logger is one. An error is given as it is, under `err`: what may be said of it is for the logger
 * to decide (`createLogger` of the service kit).
 */
export interface BusLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A service speaking for itself, in a request that follows from `metadata`. */
export function asService(
  service: PeerName,
  metadata: RequestMetadata,
): RequestContext & { readonly actor: ServiceActor } {
  return { actor: { kind: 'service', id: service }, metadata };
}
