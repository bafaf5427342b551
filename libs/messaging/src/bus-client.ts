import { MAX_MESSAGE_BYTES, type PeerName } from '@sportello/contracts/words';
import type { ActorKeys } from './actor-keys';
import type { Bus, BusLogger, Reply, RequestContext, RequestOptions } from './bus';
import { BusUnavailable } from './bus-errors';
import type { BusServer } from './bus-server';
import { sealEnvelope, type Envelope } from './envelope';
import { PendingReplies } from './pending-replies';
import { inRootContext } from './request-scope';
import { assertMayAsk, assertMayHint, ownerOf } from './subject-rights';
import { readReply } from './wire-reply';

const TIMEOUT_MS = 5_000;

/** The asking half that every transport shares: rights, signature, size, deadline, reading of replies. */
export abstract class BusClient implements Bus {
  protected readonly replies = new PendingReplies();
  readonly #servers = new Set<BusServer>();
  #closing: Promise<void> | undefined;
  /** Own requests end here; while the servers still answer, their handlers may ask. */
  #closed = false;

  constructor(
    protected readonly service: PeerName,
    protected readonly keys: ActorKeys,
    protected readonly logger: BusLogger,
  ) {
    if (keys.service !== service) throw new Error(`The keys of ${keys.service} are not those of ${service}`);
  }

  abstract connected(): boolean;

  /** Sends without waiting; the reply, or the certainty that there is none, goes to `this.replies`. */
  protected abstract send(subject: string, id: string, envelope: Envelope): void;
  protected abstract publishHint(subject: string, payload: Uint8Array): void;
  protected abstract subscribeHint(subject: string, callback: (payload: Uint8Array) => void): () => void;
  protected abstract makeServer(): BusServer;
  protected abstract disconnect(): Promise<void>;

  async request<T>(
    subject: string,
    payload: object,
    context: RequestContext,
    options: RequestOptions = {},
  ): Promise<Reply<T>> {
    const { timeoutMs = TIMEOUT_MS, signal } = options;
    assertMayAsk(this.service, subject);
    const token = await this.keys.sign(context.actor, ownerOf(subject));
    const envelope = sealEnvelope(subject, token, context.metadata, payload);
    signal?.throwIfAborted();
    if (this.#closed || !this.connected()) throw new BusUnavailable('The bus is not connected');

    const { id, reply } = this.replies.wait(subject, timeoutMs, signal);
    try {
      this.send(subject, id, envelope);
    } catch (error) {
      this.replies.fail(id, new BusUnavailable(`${subject} could not be sent`, { cause: error }));
    }
    return readReply<T>(subject, context.metadata.correlationId, await reply);
  }

  hint(subject: string, payload?: object): void {
    assertMayHint(this.service, subject);
    const text = Buffer.from(payload === undefined ? '' : JSON.stringify(payload));
    if (text.length > MAX_MESSAGE_BYTES) {
      this.logger.error({ subject, bytes: text.length }, 'A hint over the size limit was not sent');
    } else if (this.connected()) {
      this.publishHint(subject, text);
    } else {
      this.logger.debug({ subject }, 'A hint was lost: the bus is not connected');
    }
  }

  onHint(subject: string, callback: (payload: unknown) => void): () => void {
    return this.subscribeHint(subject, (payload) => {
      try {
        const value: unknown = payload.length === 0 ? undefined : JSON.parse(Buffer.from(payload).toString());
        inRootContext(() => callback(value));
      } catch (error) {
        this.logger.warn({ subject, err: error }, 'A hint could not be taken');
      }
    });
  }

  server(): BusServer {
    const server = this.makeServer();
    this.#servers.add(server);
    return server;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#servers].map((server) => server.close()));
    this.#closed = true;
    this.replies.failAll(new BusUnavailable('The bus was closed'));
    await this.disconnect();
  }
}
