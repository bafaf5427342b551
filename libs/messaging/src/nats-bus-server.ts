import type { PeerName } from '@sportello/contracts';
import type { Msg, NatsConnection, Subscription } from 'nats';
import type { ActorKeys } from './actor-keys';
import type { BusLogger } from './bus';
import { BusServer } from './bus-server';
import { noticed } from './nats-notice';

export const TOKEN_HEADER = 'Actor';
export const METADATA_HEADER = 'Metadata';

/** Answers a service's subjects from NATS, in the queue group that its replicas share. */
export class NatsBusServer extends BusServer {
  readonly #subscriptions: Subscription[] = [];

  constructor(
    private readonly connection: NatsConnection,
    service: PeerName,
    keys: ActorKeys,
    logger: BusLogger,
  ) {
    super(service, keys, logger);
  }

  protected async open(subjects: readonly string[]): Promise<void> {
    for (const subject of subjects) {
      const callback = (error: Error | null, message: Msg) => this.#onMessage(subject, error, message);
      this.#subscriptions.push(this.connection.subscribe(subject, { queue: this.service, callback }));
    }
    await noticed(this.log, 'subscriptions', this.connection.flush());
  }

  #onMessage(subject: string, error: Error | null, message: Msg): void {
    if (error) {
      this.log.error({ subject, err: error }, 'Requests cannot be taken');
      return;
    }
    if (!message.reply) {
      this.log.warn({ subject }, 'A request without a reply address was dropped');
      return;
    }
    const envelope = {
      token: message.headers?.get(TOKEN_HEADER) ?? '',
      metadata: message.headers?.get(METADATA_HEADER) ?? '',
      body: message.data,
    };
    void this.answer(subject, envelope, (reply) => message.respond(reply));
  }

  protected async stopTaking(): Promise<void> {
    if (this.connection.isClosed()) return;
    const drained = Promise.all(this.#subscriptions.splice(0).map((subscription) => subscription.drain()));
    await noticed(this.log, 'end of subscriptions', drained);
  }

  protected async flush(): Promise<void> {
    if (!this.connection.isClosed()) await noticed(this.log, 'last replies', this.connection.flush());
  }
}
