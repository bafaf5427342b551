import { randomUUID } from 'node:crypto';
import { EventStoreUnavailable } from '@sportello/event-sourcing';
import { convertToCommandError } from '@eventstore/db-client';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { batchAnswer, batchRequest, type Appended, type AppendRequest } from './append-messages';

/** What is used of the client's call. */
export interface BatchCall {
  write(request: BatchAppendReq): void;
  on(event: 'data', listener: (answer: BatchAppendResp) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'end', listener: () => void): void;
}

interface Pending {
  readonly append: AppendRequest;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

/** One call, with the appends that wait for its answers: what becomes of another call is nothing to them. */
interface OneCall {
  readonly call: BatchCall;
  readonly pending: Map<string, Pending>;
  /** Why it takes no more. */
  ended: Error | undefined;
}

/**
 * Many appends on one call, each answered by itself as soon as the server has written it. The client has the same, but keeps the appends of all
 * clients of a process in one place: the end of one client's call would reject another's appends, and the answer that then comes
 * ends the process.
 */
export class BatchAppends {
  #current: Promise<OneCall> | undefined;

  /** @param open begins a call */
  constructor(private readonly open: () => Promise<BatchCall>) {}

  /**
   * Without a deadline of its own: the caller keeps it, and ends the client when it has passed.
   * @throws ExpectedRevisionConflict, EventTooLarge, InvalidEvent, EventStoreUnavailable, the client's errors
   */
  async append(append: AppendRequest): Promise<Appended> {
    const { call, pending, ended } = await this.#begun();
    if (ended) throw ended;
    return new Promise((resolve, reject) => {
      const id = randomUUID();
      pending.set(id, { append, resolve, reject });
      call.write(batchRequest(id, append));
    });
  }

  /** The call in use, begun when there is none. One that failed to begin, or has ended, is forgotten. */
  async #begun(): Promise<OneCall> {
    const beginning: Promise<OneCall> = (this.#current ??= this.#begin(() => this.#forget(beginning)));
    try {
      return await beginning;
    } catch (error) {
      this.#forget(beginning);
      throw error;
    }
  }

  async #begin(forget: () => void): Promise<OneCall> {
    const one: OneCall = { call: await this.open(), pending: new Map(), ended: undefined };
    const end = (error: Error): void => {
      forget();
      one.ended ??= error;
      const pending = [...one.pending.values()];
      one.pending.clear();
      // What became of them is unknown.
      for (const each of pending) each.reject(error);
    };
    one.call.on('data', (answer) => settle(one.pending, answer));
    one.call.on('error', (error) => end(convertToCommandError(error)));
    one.call.on('end', () => end(new EventStoreUnavailable('EventStoreDB ended the call for appends')));
    return one;
  }

  #forget(beginning: Promise<OneCall>): void {
    if (this.#current === beginning) this.#current = undefined;
  }
}

function settle(waiting: Map<string, Pending>, answer: BatchAppendResp): void {
  const id = answer.getCorrelationId()?.getString() ?? '';
  const pending = waiting.get(id);
  if (!pending) return;
  waiting.delete(id);
  try {
    pending.resolve(batchAnswer(answer, pending.append));
  } catch (error) {
    pending.reject(error instanceof Error ? error : new Error('The append failed', { cause: error }));
  }
}
