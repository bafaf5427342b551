import { Problem } from '../problems/problem';
import type { EventStream } from './event-stream';

export interface LiveLimits {
  readonly perAddress: number;
  readonly inAll: number;
  readonly heartbeatMs: number;
}

const LIMITS: LiveLimits = { perAddress: 20, inAll: 5_000, heartbeatMs: 15_000 };

/** The open streams of this process: bounded, kept alive, and ended together. */
export class LiveConnections {
  /** Each with the municipality that it is about. */
  private readonly streams = new Map<EventStream, string>();
  private readonly byAddress = new Map<string, number>();
  private readonly heart: NodeJS.Timeout;
  private closed = false;
  private taken = 0;

  constructor(private readonly limits: LiveLimits = LIMITS) {
    this.heart = setInterval(() => this.beat(), limits.heartbeatMs);
    this.heart.unref();
  }

  get open(): number {
    return this.streams.size;
  }

  /** Takes a place for a stream from this address. Returns how to give it back. @throws Problem when there is none left */
  reserve(address: string): () => void {
    if (this.closed || this.taken >= this.limits.inAll)
      throw new Problem('SERVICE_UNAVAILABLE', { headers: { 'retry-after': '30' } });
    const mine = this.byAddress.get(address) ?? 0;
    if (mine >= this.limits.perAddress) throw new Problem('TOO_MANY_REQUESTS', { headers: { 'retry-after': '30' } });
    this.byAddress.set(address, mine + 1);
    this.taken += 1;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.taken -= 1;
      const left = (this.byAddress.get(address) ?? 1) - 1;
      if (left === 0) this.byAddress.delete(address);
      else this.byAddress.set(address, left);
    };
  }

  add(stream: EventStream, municipalityId: string): void {
    this.streams.set(stream, municipalityId);
    if (this.closed) stream.end();
  }

  remove(stream: EventStream): void {
    this.streams.delete(stream);
  }

  /** These municipalities are served no more: who comes back is told so. */
  endThoseOf(municipalityIds: readonly string[]): void {
    for (const [stream, municipalityId] of this.streams) if (municipalityIds.includes(municipalityId)) stream.end();
  }

  /** Browsers come back by themselves, to whoever answers then. */
  close(): void {
    this.closed = true;
    clearInterval(this.heart);
    for (const stream of this.streams.keys()) stream.end();
  }

  private beat(): void {
    for (const stream of this.streams.keys()) stream.beat();
  }
}
