import { randomUUID } from 'node:crypto';
import { EventStoreUnavailable } from '@sportello/event-sourcing';
import { convertToCommandError } from '@eventstore/db-client';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { batchAnswer, batchRequest, type Appended, type AppendRequest } from './append-messages';

export type BatchCall = ReturnType<StreamsClient['batchAppend']>;

interface Pending {
  readonly append: AppendRequest;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

/**
 * Many appends on one call, each answered by itself as soon as the server has written it. The client has the same, but keeps the appends of all
 * clients of a process in one place: the end of one client's call would reject another's appends, and the answer that then comes
 * ends the process.
 */
export class BatchAppends {
  readonly #pending = new Map<string, Pending>();
  #call: Promise<BatchCall> | undefined;

  /** @param open begins a call */
  constructor(private readonly open: () => Promise<BatchCall>) {}

  /**
   * Without a deadline of its own: the caller keeps it, and ends the client when it has passed.
   * @throws ExpectedRevisionConflict, EventTooLarge, InvalidEvent, EventStoreUnavailable, the client's errors
   */
  async append(append: AppendRequest): Promise<Appended> {
    const beginning = (this.#call ??= this.#begin());
    let call: BatchCall;
    try {
      call = await beginning;
    } catch (error) {
      this.#forget(beginning);
      throw error;
    }
    return new Promise((resolve, reject) => {
      const id = randomUUID();
      this.#pending.set(id, { append, resolve, reject });
      call.write(batchRequest(id, append));
    });
  }

  async #begin(): Promise<BatchCall> {
    const call = await this.open();
    const beginning = this.#call;
    call.on('data', (answer: BatchAppendResp) => this.#settle(answer));
    call.on('error', (error) => this.#end(beginning, convertToCommandError(error)));
    call.on('end', () => this.#end(beginning, new EventStoreUnavailable('EventStoreDB ended the call for appends')));
    return call;
  }

  #settle(answer: BatchAppendResp): void {
    const id = answer.getCorrelationId()?.getString() ?? '';
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    try {
      pending.resolve(batchAnswer(answer, pending.append));
    } catch (error) {
      pending.reject(error instanceof Error ? error : new Error('The append failed', { cause: error }));
    }
  }

  /** What became of the pending ones is unknown. */
  #end(beginning: Promise<BatchCall> | undefined, error: Error): void {
    this.#forget(beginning);
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const each of pending) each.reject(error);
  }

  #forget(beginning: Promise<BatchCall> | undefined): void {
    if (this.#call === beginning) this.#call = undefined;
  }
}
