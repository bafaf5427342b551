import { randomUUID } from 'node:crypto';
import { MAX_MESSAGE_BYTES, type PeerName } from '@sportello/contracts/words';
import { Events, headers, type Msg, type NatsConnection } from 'nats';
import type { ActorKeys } from './actor-keys';
import type { Bus, BusLogger } from './bus';
import { BusClient } from './bus-client';
import { BusUnavailable } from './bus-errors';
import type { BusServer } from './bus-server';
import type { Envelope } from './envelope';
import { openConnection } from './nats-connection';
import { inboxPrefix } from './nats-permissions';
import { METADATA_HEADER, NatsBusServer, TOKEN_HEADER } from './nats-bus-server';
import { noticed } from './nats-notice';

export interface NatsBusOptions {
  /** `nats://user:password@host:port`, several separated by commas; `tls://` for TLS. */
  readonly url: string;
  readonly service: PeerName;
  readonly keys: ActorKeys;
  readonly logger: BusLogger;
  /** Milliseconds to wait for the first connection. Default 30,000. */
  readonly connectMs?: number;
}

/**
 * Connects, and reconnects for ever; meanwhile requests fail at once.
 * @throws BusUnavailable when the first connection takes too long, Error when the server's message limit is below ours
 */
export async function connectNats(options: NatsBusOptions): Promise<Bus> {
  const { service, keys, logger } = options;
  const connection = await openConnection(options);
  const limit = connection.info?.max_payload ?? 0;
  if (limit < MAX_MESSAGE_BYTES) {
    await connection.close();
    throw new Error(
      `The NATS server takes messages of ${limit} bytes; max_payload must be at least ${MAX_MESSAGE_BYTES}`,
    );
  }
  return new NatsBus(connection, service, keys, logger);
}

/** The bus of one replica over core NATS. Requests go to the owner's queue group; replies come to one inbox. */
class NatsBus extends BusClient {
  readonly #inbox: string;
  #connected = true;

  constructor(
    private readonly connection: NatsConnection,
    service: PeerName,
    keys: ActorKeys,
    logger: BusLogger,
  ) {
    super(service, keys, logger);
    this.#inbox = `${inboxPrefix(service)}.${randomUUID()}`;
    connection.subscribe(`${this.#inbox}.*`, { callback: (error, message) => this.#onReply(error, message) });
    void this.#watch();
  }

  connected(): boolean {
    return this.#connected;
  }

  protected send(subject: string, id: string, envelope: Envelope): void {
    const head = headers();
    head.set(TOKEN_HEADER, envelope.token);
    head.set(METADATA_HEADER, envelope.metadata);
    this.connection.publish(subject, envelope.body, { headers: head, reply: `${this.#inbox}.${id}` });
  }

  #onReply(error: Error | null, message: Msg): void {
    if (error) {
      this.logger.error({ err: error }, 'The reply inbox failed');
      return;
    }
    const id = message.subject.slice(this.#inbox.length + 1);
    // NATS says itself, with an empty message and a status line, that a subject has no subscriber.
    if (message.data.length === 0 && message.headers?.code === 503) {
      this.replies.nobodyAnswers(id);
    } else {
      this.replies.settle(id, message.data);
    }
  }

  protected publishHint(subject: string, payload: Uint8Array): void {
    this.connection.publish(subject, payload);
  }

  protected subscribeHint(subject: string, callback: (payload: Uint8Array) => void): () => void {
    const subscription = this.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) this.logger.error({ subject, err: error }, 'Hints cannot be heard');
        else callback(message.data);
      },
    });
    return () => subscription.unsubscribe();
  }

  protected makeServer(): BusServer {
    return new NatsBusServer(this.connection, this.service, this.keys, this.logger);
  }

  protected async disconnect(): Promise<void> {
    if (this.#connected) await noticed(this.logger, 'last messages', this.connection.flush());
    this.#connected = false;
    await this.connection.close();
  }

  async #watch(): Promise<void> {
    for await (const { type, data } of this.connection.status()) {
      switch (type) {
        case Events.Disconnect:
          this.#connected = false;
          this.logger.warn({}, 'Lost the connection to NATS');
          this.replies.failAll(new BusUnavailable('Lost the connection to NATS'));
          break;
        case Events.Reconnect:
          this.#connected = true;
          this.logger.info({}, 'Connected to NATS again');
          break;
        case Events.Error:
          this.logger.error({ data: typeof data === 'number' ? data : JSON.stringify(data) }, 'NATS refused something');
          break;
        default:
      }
    }
    this.#connected = false;
  }
}
