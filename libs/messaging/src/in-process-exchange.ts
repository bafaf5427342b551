import type { BusServer } from './bus-server';
import { inRootContext } from './request-scope';

type HintListener = (payload: Uint8Array) => void;

/** Who answers what and who hears what, in one process. */
export class InProcessExchange {
  readonly #answering = new Map<string, BusServer[]>();
  readonly #hearing = new Map<string, Set<HintListener>>();

  answers(subject: string, server: BusServer): void {
    const servers = this.#answering.get(subject) ?? [];
    this.#answering.set(subject, [...servers, server]);
  }

  /** Takes a server off every subject. */
  leave(server: BusServer): void {
    for (const [subject, servers] of this.#answering) {
      this.#answering.set(
        subject,
        servers.filter((other) => other !== server),
      );
    }
  }

  /** The replica whose turn it is. */
  next(subject: string): BusServer | undefined {
    const servers = this.#answering.get(subject);
    if (!servers || servers.length < 2) return servers?.[0];
    const [first, ...others] = servers;
    if (first) this.#answering.set(subject, [...others, first]);
    return first;
  }

  hears(subject: string, listener: HintListener): () => void {
    const listeners = this.#hearing.get(subject) ?? new Set();
    this.#hearing.set(subject, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  tell(subject: string, payload: Uint8Array): void {
    for (const listener of this.#hearing.get(subject) ?? []) inRootContext(() => setImmediate(listener, payload));
  }
}
