import { convertToCommandError, EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { singleRequest, type AppendRequest } from './append-messages';
import { BatchAppends } from './batch-appends';
import type { ConnectionSettings } from './connection-url';

export interface ReadCall {
  readonly request: ReadReq;
  /** In milliseconds; without it the call goes on until somebody ends it. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** @returns false when nothing more is wanted */
  readonly onAnswer: (answer: ReadResp) => boolean;
}

/**
 * The client, with what its public methods leave out, spoken over its own channel with its own generated messages: filtered reads
 * of the log, appends of exact bytes, and a batch of appends whose answers are kept apart from other clients'.
 */
export class LogClient extends EventStoreDBClient {
  #batch: BatchAppends | undefined;
  #last: StreamsClient | undefined;

  constructor({ server, channel, credentials }: ConnectionSettings) {
    // The constructor is overloaded by the kind of server; it looks at the same object whichever it is.
    if ('endpoint' in server) super(server, channel, credentials);
    else if ('endpoints' in server) super(server, channel, credentials);
    else super(server, channel, credentials);
  }

  /** Settles when the server has no more, or `onAnswer` wants no more. @throws the client's errors */
  async read({ request, deadlineMs = Infinity, signal, onAnswer }: ReadCall): Promise<void> {
    const open = this.GRPCStreamCreator(StreamsClient, 'read', (client) =>
      this.#use(client).read(request, ...this.callArguments({ requiresLeader: true }, deadlineOf(deadlineMs))),
    );
    const call = await open();
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    try {
      await new Promise<void>((resolve, reject) => {
        let wanted = true;
        call.on('data', (answer: ReadResp) => {
          if (!wanted) return;
          try {
            wanted = onAnswer(answer);
          } catch (error) {
            wanted = false;
            reject(error instanceof Error ? error : new Error('An answer could not be read', { cause: error }));
          }
          if (!wanted) {
            resolve();
            // Cancelling from within its own event loses the end of the call (grpc-node 1464).
            setImmediate(cancel);
          }
        });
        call.on('error', (error) => reject(convertToCommandError(error)));
        call.on('end', resolve);
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Whether the server takes many appends on one call. */
  announcesBatchAppend(): Promise<boolean> {
    return this.supports(StreamsService.batchAppend);
  }

  /** The call for many appends, begun with the first and again after it has ended. */
  get batch(): BatchAppends {
    this.#batch ??= new BatchAppends(
      this.GRPCStreamCreator(StreamsClient, 'batchAppend', (client) =>
        this.#use(client).batchAppend(...this.callArguments({ requiresLeader: true }, deadlineOf(Infinity))),
      ),
    );
    return this.#batch;
  }

  /** One append on a call of its own. @throws the client's errors */
  async appendAlone(append: AppendRequest, deadlineMs: number): Promise<AppendResp> {
    return this.execute(
      StreamsClient,
      'append',
      (client) =>
        new Promise<AppendResp>((resolve, reject) => {
          const [metadata, options] = this.callArguments({ requiresLeader: true }, deadlineOf(deadlineMs));
          const call = this.#use(client).append(metadata, options, (error, answer) =>
            error ? reject(convertToCommandError(error)) : resolve(answer),
          );
          // The callback hears of it too; unheard, it would end the process.
          call.on('error', () => undefined);
          for (const message of singleRequest(append)) call.write(message);
          call.end();
        }),
    );
  }

  /** Ends every call and closes the channel, which `dispose` alone leaves open. */
  async end(): Promise<void> {
    await this.dispose();
    this.#last?.close();
  }

  #use(client: StreamsClient): StreamsClient {
    this.#last = client;
    return client;
  }
}

function deadlineOf(milliseconds: number): { deadline: number | Date } {
  return { deadline: milliseconds === Infinity ? Infinity : new Date(Date.now() + milliseconds) };
}
