import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb';
import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
} from '@grpc/grpc-js';
import { freePort } from '@sportello/event-sourcing/testing';
import { answerAppend, answerBatchAppend, notReadyAnswer, sizeOf, tooLargeAnswer, tooLargeError } from './wire-append';
import { WireLog } from './wire-log';
import { answerRead, type ReadCall } from './wire-read';

/**
 * EventStoreDB's protocol over the in-memory store of the test kit, so that the adapter is tried on the wire on every machine. It proves the
 * wire, not the semantics, and keeps nothing: it is no store.
 */
export class WireServer {
  readonly log = new WireLog();
  /** While true every call is taken and none is answered. */
  silent = false;
  /** While true batched appends are turned away, each with an answer. */
  notReady = false;
  announcesBatchAppend = true;
  /** An append of more bytes is refused. */
  maxAppendBytes = Infinity;
  /** How many asked what the server can do: a client does so once, before its first append. */
  clients = 0;
  /** See ReadBehaviour. */
  looksAtMost = Infinity;
  /** Streams of the events that were sent to readers. */
  readonly sent: string[] = [];
  /** The most appends that were under way at once, and how many calls carried them. */
  readonly appends = { atOnce: 0, underWay: 0, calls: 0 };
  /** While set, appends wait for it. */
  hold: Promise<void> | undefined;
  #server: Server | undefined;
  #port: number | undefined;

  static async start(): Promise<WireServer> {
    const server = new WireServer();
    await server.start();
    return server;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.#port}?tls=false`;
  }

  /** Listens on the port it had before, with the data it had. */
  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    server.addService(StreamsService, {
      read: (call: ReadCall) => this.#answer(call, () => answerRead(call, this.log, this.#reading())),
      append: (call: ServerReadableStream<AppendReq, AppendResp>, done: sendUnaryData<AppendResp>) =>
        this.#answer(call, () => this.#append(call, done)),
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => this.#batchAppend(call),
      delete: refuse,
      tombstone: refuse,
    });
    server.addService(ServerFeaturesService, {
      getSupportedMethods: (_: unknown, done: sendUnaryData<SupportedMethods>) => {
        this.clients += 1;
        if (!this.silent) done(null, this.#supportedMethods());
      },
    });
    const port = (this.#port ??= await freePort());
    await new Promise<void>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      ),
    );
    this.#server = server;
  }

  /** Cuts every connection and listens no more. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** Cuts every connection; new ones are taken. */
  async dropConnections(): Promise<void> {
    this.stop();
    await this.start();
  }

  #reading(): Parameters<typeof answerRead>[2] {
    return { looksAtMost: this.looksAtMost, sent: (stream) => this.sent.push(stream) };
  }

  #answer(call: { emit(event: 'error', error: object): boolean }, work: () => Promise<void>): void {
    if (this.silent) return;
    work().catch((error: unknown) => call.emit('error', { code: status.UNKNOWN, details: String(error) }));
  }

  async #append(call: ServerReadableStream<AppendReq, AppendResp>, done: sendUnaryData<AppendResp>): Promise<void> {
    const requests: AppendReq[] = [];
    let size = 0;
    for await (const request of call as AsyncIterable<AppendReq>) {
      requests.push(request);
      const proposed = request.getProposedMessage();
      if (proposed) size += sizeOf([proposed]);
      // As a real server does, without waiting for the rest.
      if (size > this.maxAppendBytes) return done(tooLargeError(this.maxAppendBytes));
    }
    this.appends.calls += 1;
    done(null, await this.#counted(() => answerAppend(requests, this.log)));
  }

  #batchAppend(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
    this.appends.calls += 1;
    call.on('data', (request: BatchAppendReq) =>
      this.#answer(call, async () => {
        if (this.notReady) call.write(notReadyAnswer(request));
        else if (sizeOf(request.getProposedMessagesList()) > this.maxAppendBytes)
          call.write(tooLargeAnswer(request, this.maxAppendBytes));
        else call.write(await this.#counted(() => answerBatchAppend(request, this.log)));
      }),
    );
    call.on('end', () => call.end());
  }

  async #counted<T>(append: () => Promise<T>): Promise<T> {
    this.appends.underWay += 1;
    this.appends.atOnce = Math.max(this.appends.atOnce, this.appends.underWay);
    try {
      await this.hold;
      return await append();
    } finally {
      this.appends.underWay -= 1;
    }
  }

  #supportedMethods(): SupportedMethods {
    const methods = ['read', 'append', ...(this.announcesBatchAppend ? ['batchappend'] : [])];
    const service = 'event_store.client.streams.streams';
    return new SupportedMethods()
      .setEventStoreServerVersion('0.0.0-wire')
      .setMethodsList(methods.map((name) => new SupportedMethod().setServiceName(service).setMethodName(name)));
  }
}

function refuse(_: unknown, done: sendUnaryData<never>): void {
  done({ code: status.UNIMPLEMENTED, details: 'The wire server deletes nothing' });
}
