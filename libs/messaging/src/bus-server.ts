import type { PeerName } from '@sportello/contracts';
import { EventTooLarge } from '@sportello/event-sourcing';
import { Server, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { InvalidToken, type ActorKeys } from './actor-keys';
import type { BusLogger, RequestMetadata } from './bus';
import { BusContext } from './bus-context';
import { Refused } from './bus-errors';
import { readBody, readMetadata, type Envelope } from './envelope';
import { Idle } from './idle';
import { inRootContext } from './request-scope';
import { ownerOf } from './subject-rights';
import { replyOf, replyToError, writeReply, type WireReply } from './wire-reply';

/** Requests answered at once by one replica; more are told that it is unavailable. */
const MAX_IN_FLIGHT = 2_000;
/** How long `close` waits for replies in flight. */
const GRACE_MS = 5_000;

/** The answering half that every transport shares: verify, validate, hand to the Nest handler, map, bound. */
export abstract class BusServer extends Server {
  readonly #idle = new Idle();
  #closing: Promise<void> | undefined;

  constructor(
    protected readonly service: PeerName,
    private readonly keys: ActorKeys,
    protected readonly log: BusLogger,
  ) {
    super();
  }

  /** Begins to take requests for these subjects; resolves when they surely arrive. */
  protected abstract open(subjects: readonly string[]): Promise<void>;
  /** Takes no more; resolves when what was already taken has been handed to `answer`. */
  protected abstract stopTaking(): Promise<void>;
  /** Resolves when the replies given so far have left. */
  protected abstract flush(): Promise<void>;

  listen(callback: (error?: unknown) => void): void {
    this.open([...this.messageHandlers.keys()]).then(() => callback(), callback);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.stopTaking();
    const left = await this.#idle.within(GRACE_MS);
    if (left > 0) this.log.warn({ requests: left }, 'Closed before every reply had left');
    await this.flush();
  }

  override addHandler(subject: string, callback: MessageHandler, isEventHandler = false): void {
    if (isEventHandler) throw new Error(`${subject}: the bus has no events; listen to a hint or read a feed`);
    if (ownerOf(subject) !== this.service) throw new Error(`${this.service} does not own ${subject}`);
    if (this.messageHandlers.has(subject)) throw new Error(`Two handlers answer ${subject}`);
    this.messageHandlers.set(subject, callback);
  }

  override getHandlerByPattern(subject: string): MessageHandler | null {
    return this.messageHandlers.get(subject) ?? null;
  }

  /** Answers one message, whoever sent it and whatever it holds; `respond` is called once. Never rejects. */
  answer(subject: string, envelope: Envelope, respond: (reply: Uint8Array) => void): Promise<void> {
    return inRootContext(() => this.#answer(subject, envelope, respond));
  }

  async #answer(subject: string, envelope: Envelope, respond: (reply: Uint8Array) => void): Promise<void> {
    this.#idle.enter();
    try {
      respond(await this.#replyTo(subject, envelope));
    } catch (error) {
      this.log.error({ subject, err: error }, 'A reply could not be sent');
    } finally {
      this.#idle.leave();
    }
  }

  async #replyTo(subject: string, envelope: Envelope): Promise<Uint8Array> {
    if (this.#idle.busy > MAX_IN_FLIGHT) {
      this.log.warn({ subject }, 'Refused a request: too many in flight');
      return writeReply({ failed: 'unavailable' });
    }
    let metadata: RequestMetadata | undefined;
    try {
      const { service, actor } = await this.keys.verify(envelope.token);
      metadata = readMetadata(envelope.metadata);
      const context = new BusContext(subject, service, actor, metadata);
      return writeReply(await this.#handle(context, readBody(envelope.body)));
    } catch (error) {
      const reply = replyToError(error instanceof InvalidToken ? new Refused({ code: 'NOT_AUTHENTICATED' }) : error);
      this.#tell(subject, metadata, error, reply);
      return writeReply(reply);
    }
  }

  async #handle(context: BusContext, payload: object): Promise<WireReply> {
    const handler = this.getHandlerByPattern(context.subject);
    if (!handler) throw new Error(`Nothing answers ${context.subject}`);
    const result: unknown = await handler(payload, context);
    return replyOf(isObservable(result) ? await lastValueFrom(result) : result);
  }

  #tell(subject: string, metadata: RequestMetadata | undefined, error: unknown, reply: WireReply): void {
    const fields = { subject, correlationId: metadata?.correlationId, traceparent: metadata?.traceparent };
    if (error instanceof InvalidToken) {
      this.log.warn({ ...fields, err: error.cause ?? error }, 'A message with an invalid token was refused');
    } else if ('failed' in reply && reply.failed === 'internal') {
      this.log.error({ ...fields, err: error }, 'A handler failed');
    } else if ('failed' in reply) {
      this.log.warn({ ...fields, err: error }, 'A request could not be answered now');
    } else if (error instanceof EventTooLarge && error.limit !== undefined) {
      // whoever asked did nothing wrong, and cannot know
      this.log.warn({ ...fields, err: error }, 'A request was refused by the event store for a limit of its own');
    } else {
      this.log.debug(
        { ...fields, code: error instanceof Refused ? error.refusal.code : undefined },
        'A request was refused',
      );
    }
  }

  override on(): never {
    throw new Error('The bus server has no events');
  }

  override unwrap(): never {
    throw new Error('The bus server has nothing underneath that others may use');
  }
}
