import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '@sportello/event-sourcing';

/** At so many wake-ups a second, or more, those who append are busy. */
const BUSY = 20;
/** Beside busy ones, work rests so many times as long as it took. */
const REST = 3;

/** Lets those who append go first: long work rests after each of its steps in proportion to how much was appended meanwhile. */
export class GiveWay {
  private heard = 0;
  private since = performance.now();
  private readonly stopListening: () => void;

  constructor(store: Pick<EventStore, 'onAppended'>) {
    this.stopListening = store.onAppended(() => (this.heard += 1));
  }

  /** @throws the signal's reason */
  async rest(signal?: AbortSignal): Promise<void> {
    const workedMs = performance.now() - this.since;
    const busy = Math.min(1, this.heard / (workedMs / 1000) / BUSY);
    await pause(workedMs * REST * busy, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
    this.heard = 0;
    this.since = performance.now();
  }

  end(): void {
    this.stopListening();
  }
}
