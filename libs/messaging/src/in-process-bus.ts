import type { PeerName } from '@sportello/contracts';
import type { ActorKeys } from './actor-keys';
import type { BusLogger } from './bus';
import { BusClient } from './bus-client';
import { BusServer } from './bus-server';
import type { Envelope } from './envelope';
import type { InProcessExchange } from './in-process-exchange';
import { inRootContext } from './request-scope';

/** The bus of one service among others in the same process. */
export class InProcessBus extends BusClient {
  readonly #stopHearing = new Set<() => void>();
  #open = true;

  constructor(
    private readonly exchange: InProcessExchange,
    service: PeerName,
    keys: ActorKeys,
    logger: BusLogger,
  ) {
    super(service, keys, logger);
  }

  connected(): boolean {
    return this.#open;
  }

  /** On a later turn of the event loop, as a socket would: a handler never runs on its caller's stack, and timers and sockets get their turns. */
  protected send(subject: string, id: string, envelope: Envelope): void {
    inRootContext(() => setImmediate(() => this.#deliver(subject, id, envelope)));
  }

  #deliver(subject: string, id: string, envelope: Envelope): void {
    const server = this.exchange.next(subject);
    if (server) void server.answer(subject, envelope, (reply) => this.replies.settle(id, reply));
    else this.replies.nobodyAnswers(id);
  }

  protected publishHint(subject: string, payload: Uint8Array): void {
    this.exchange.tell(subject, payload);
  }

  protected subscribeHint(subject: string, callback: (payload: Uint8Array) => void): () => void {
    const leave = this.exchange.hears(subject, callback);
    const stop = () => {
      leave();
      this.#stopHearing.delete(stop);
    };
    this.#stopHearing.add(stop);
    return stop;
  }

  protected makeServer(): BusServer {
    return new InProcessServer(this.exchange, this.service, this.keys, this.logger);
  }

  protected disconnect(): Promise<void> {
    this.#open = false;
    for (const stop of [...this.#stopHearing]) stop();
    return Promise.resolve();
  }
}

class InProcessServer extends BusServer {
  constructor(
    private readonly exchange: InProcessExchange,
    service: PeerName,
    keys: ActorKeys,
    logger: BusLogger,
  ) {
    super(service, keys, logger);
  }

  protected open(subjects: readonly string[]): Promise<void> {
    for (const subject of subjects) this.exchange.answers(subject, this);
    return Promise.resolve();
  }

  protected stopTaking(): Promise<void> {
    this.exchange.leave(this);
    return Promise.resolve();
  }

  protected flush(): Promise<void> {
    return Promise.resolve();
  }
}
