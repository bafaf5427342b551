import { BusTimeout, BusUnavailable } from './bus-errors';

const MAX_PENDING = 10_000;

interface Pending {
  readonly subject: string;
  resolve(reply: Uint8Array): void;
  reject(reason: Error): void;
}

/** Requests that wait for their reply, each with its deadline and perhaps a signal. A late reply finds nobody and is dropped. */
export class PendingReplies {
  readonly #pending = new Map<string, Pending>();
  #sent = 0;

  /** @throws BusUnavailable when too many wait already */
  wait(
    subject: string,
    timeoutMs: number,
    signal?: AbortSignal,
  ): { readonly id: string; readonly reply: Promise<Uint8Array> } {
    if (this.#pending.size >= MAX_PENDING)
      throw new BusUnavailable(`More than ${MAX_PENDING} requests wait for a reply`);
    const id = String((this.#sent += 1));
    const reply = new Promise<Uint8Array>((resolve, reject) => {
      const timer = setTimeout(
        () => this.fail(id, new BusTimeout(`No answer to ${subject} within ${timeoutMs} ms`)),
        timeoutMs,
      );
      const onAbort = () => this.fail(id, reasonOf(signal));
      signal?.addEventListener('abort', onAbort, { once: true });
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#pending.delete(id);
      };
      this.#pending.set(id, {
        subject,
        resolve: (answer) => (done(), resolve(answer)),
        reject: (reason) => (done(), reject(reason)),
      });
    });
    return { id, reply };
  }

  settle(id: string, reply: Uint8Array): void {
    this.#pending.get(id)?.resolve(reply);
  }

  fail(id: string, reason: Error): void {
    this.#pending.get(id)?.reject(reason);
  }

  nobodyAnswers(id: string): void {
    const pending = this.#pending.get(id);
    pending?.reject(new BusUnavailable(`Nobody answers ${pending.subject}`));
  }

  failAll(reason: Error): void {
    for (const pending of [...this.#pending.values()]) pending.reject(reason);
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('The request was called off', { cause: reason });
}
