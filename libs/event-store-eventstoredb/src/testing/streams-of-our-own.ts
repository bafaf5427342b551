import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ClientDuplexStream,
  type ClientReadableStream,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerWritableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { parseConnectionUrl } from '../connection-url';
import { LogClient } from '../log-client';
import { StreamPrefix } from './stream-prefix';

/**
 * A way to a server that others use too. Every stream gets a prefix that nobody else has, so that whoever goes this way finds an empty
 * log, although a server has one only. Everything else is the server's own: order, positions, revisions, refusals.
 */
export class StreamsOfOurOwn {
  private constructor(
    private readonly client: Through,
    private readonly server: Server,
    private readonly port: number,
  ) {}

  /** @param url of the server or cluster, with account and TLS as it wants them */
  static async on(url: string): Promise<StreamsOfOurOwn> {
    const client = new Through(parseConnectionUrl(url));
    const prefix = new StreamPrefix(`of${randomUUID().replaceAll('-', '')}:`);
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    server.addService(StreamsService, {
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => void passReads(call, client, prefix),
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) =>
        void passAppends(call, client, prefix),
    });
    server.addService(ServerFeaturesService, {
      getSupportedMethods: (_: unknown, done: sendUnaryData<SupportedMethods>) => done(null, passed()),
    });
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    return new StreamsOfOurOwn(client, server, port);
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Ends the way. What went it stays on the server. */
  async stop(): Promise<void> {
    this.server.forceShutdown();
    await this.client.end();
  }
}

/** Opens the server's calls as they are. */
class Through extends LogClient {
  openRead(request: ReadReq): Promise<ClientReadableStream<ReadResp>> {
    return this.GRPCStreamCreator(StreamsClient, 'read', (client) =>
      client.read(request, ...this.callArguments({ requiresLeader: true }, { deadline: Infinity })),
    )();
  }

  openBatch(): Promise<ClientDuplexStream<BatchAppendReq, BatchAppendResp>> {
    return this.GRPCStreamCreator(StreamsClient, 'batchAppend', (client) =>
      client.batchAppend(...this.callArguments({ requiresLeader: true }, { deadline: Infinity })),
    )();
  }
}

async function passReads(
  call: ServerWritableStream<ReadReq, ReadResp>,
  client: Through,
  prefix: StreamPrefix,
): Promise<void> {
  try {
    const beyond = await client.openRead(prefix.read(call.request));
    const gone = new AbortController();
    const cancel = (): void => {
      beyond.cancel();
      gone.abort();
    };
    call.once('cancelled', cancel);
    if (call.cancelled) cancel();
    for await (const answer of beyond) {
      if (!call.write(prefix.wasRead(answer as ReadResp))) await once(call, 'drain', { signal: gone.signal });
    }
    call.end();
  } catch (error) {
    refuse(call, error);
  }
}

async function passAppends(
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  client: Through,
  prefix: StreamPrefix,
): Promise<void> {
  // What is asked before the way stands waits in the call.
  try {
    const beyond = await client.openBatch();
    call.once('cancelled', () => beyond.cancel());
    if (call.cancelled) beyond.cancel();
    beyond.on('data', (answer: BatchAppendResp) => call.write(prefix.wasAppended(answer)));
    beyond.on('error', (error) => refuse(call, error));
    beyond.on('end', () => call.end());
    call.on('data', (request: BatchAppendReq) => beyond.write(prefix.append(request)));
    call.on('end', () => beyond.end());
  } catch (error) {
    refuse(call, error);
  }
}

/** As the server has refused it, without what the transport adds by itself. */
function refuse(call: { emit(event: 'error', error: object): boolean }, error: unknown): void {
  const { code, details, metadata } = error as Partial<ServiceError>;
  const own = new Metadata();
  for (const [name, value] of Object.entries(metadata?.getMap() ?? {})) {
    if (!/^(grpc-|content-|date$|server$)/.test(name)) own.set(name, value);
  }
  call.emit('error', { code, details: details ?? String(error), metadata: own });
}

function passed(): SupportedMethods {
  const service = 'event_store.client.streams.streams';
  const methods = ['read', 'batchappend'].map((name) =>
    new SupportedMethod().setServiceName(service).setMethodName(name),
  );
  return new SupportedMethods().setEventStoreServerVersion('that of the server beyond').setMethodsList(methods);
}
