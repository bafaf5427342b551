import type { StoredEvent } from '../event-store';
import type { Anchor, AnchoredSeal } from './anchor';
import { DIGEST_BYTES, eventDigest } from './event-digest';
import { faultOfBatch, type EventName, type PreviousSeal, type SealedBatch } from './seal';
import type { SealFinding } from './seal-findings';

/** An event was sealed here, and another stands here. */
export interface Mismatch {
  readonly expected: EventName;
  readonly found: StoredEvent;
}

/** Walks along the seals of one municipality while its events come by in log order. It ends at the first thing that is wrong. */
export class SealWalk {
  /** What was found, if anything. */
  finding: SealFinding | undefined;
  readonly #batches: AsyncIterator<SealedBatch>;
  readonly #anchors: AnchoredSeal[];
  #batch: SealedBatch | undefined;
  #place = 0;
  #previous: PreviousSeal | undefined;
  #exhausted = false;
  /** The last event under the last seal that was taken. */
  #lastEvent: EventName | undefined;
  #holdsUpTo: { readonly seal: number; readonly lastEvent?: EventName } = { seal: 0 };
  #sealed = 0;
  #unsealed = 0;

  constructor(
    readonly municipalityId: string,
    batches: AsyncIterable<SealedBatch>,
    anchors: readonly Anchor[],
  ) {
    this.#batches = batches[Symbol.asyncIterator]();
    this.#anchors = anchors
      .flatMap(({ seals }) => seals)
      .filter((anchored) => anchored.municipalityId === municipalityId)
      .sort((a, b) => a.number - b.number);
  }

  /** The next event of the municipality. @returns what was sealed in its place when that is another event, or its digest another */
  async meet(event: StoredEvent): Promise<Mismatch | undefined> {
    if (this.finding) return undefined;
    const batch = await this.#current();
    if (!batch) {
      if (!this.finding) this.#unsealed += 1;
      return undefined;
    }
    const expected = batch.names[this.#place] as EventName;
    const leaf = batch.leaves.subarray(this.#place * DIGEST_BYTES, (this.#place + 1) * DIGEST_BYTES);
    if (!eventDigest(event).equals(leaf)) return { expected, found: event };
    if (expected.stream !== event.stream || expected.revision !== event.revision) {
      const fault = 'it gives an event another name than its digest has';
      this.end({ kind: 'seal-altered', municipalityId: this.municipalityId, seal: batch.seal.number, fault });
      return undefined;
    }
    this.#place += 1;
    this.#sealed += 1;
    return undefined;
  }

  end(finding: SealFinding): void {
    this.finding = finding;
  }

  /** Whether events are sealed that have not come by yet. */
  async waits(): Promise<boolean> {
    return this.finding === undefined && (await this.#current()) !== undefined;
  }

  /** No event comes any more: whatever is sealed beyond is missing, and so is what the anchors know beyond the last seal. */
  async atEndOfLog(): Promise<void> {
    if (this.finding) return;
    const batch = await this.#current();
    if (this.finding) return;
    const event = batch?.names[this.#place];
    if (event) return this.end({ kind: 'cut-off', municipalityId: this.municipalityId, event });
    const anchor = this.#anchors.find(({ number }) => number > (this.#previous?.number ?? 0));
    if (anchor)
      this.end({
        kind: 'seals-cut-off',
        municipalityId: this.municipalityId,
        anchor,
        lastSeal: this.#previous?.number ?? 0,
        ...(this.#lastEvent && { lastEvent: this.#lastEvent }),
      });
  }

  tally(): { municipalityId: string; seals: number; sealedEvents: number; unsealedEvents: number } {
    return {
      municipalityId: this.municipalityId,
      seals: this.#previous?.number ?? 0,
      sealedEvents: this.#sealed,
      unsealedEvents: this.#unsealed,
    };
  }

  /** The batch in which the next event should stand; undefined at the end of the seals, or when the next one is not right. */
  async #current(): Promise<SealedBatch | undefined> {
    if (this.#exhausted) return undefined;
    if (this.#batch && this.#place < this.#batch.names.length) return this.#batch;
    const next = await this.#batches.next();
    if (next.done === true) {
      // Seals that are added from here on are of events that are counted as unsealed.
      this.#exhausted = true;
      this.#batch = undefined;
      return undefined;
    }
    return this.#take(next.value);
  }

  #take(batch: SealedBatch): SealedBatch | undefined {
    const { municipalityId } = this;
    const fault = faultOfBatch(batch, this.#previous);
    const { seal } = batch;
    const lastEvent = batch.names.at(-1);
    if (fault !== undefined) {
      this.end({ kind: 'seal-altered', municipalityId, seal: seal.number, fault });
      return undefined;
    }
    for (const anchor of this.#anchors.filter(({ number }) => number === seal.number)) {
      if (anchor.hash !== seal.hash) {
        const { seal: holdsUpTo, ...held } = this.#holdsUpTo;
        this.end({ kind: 'rewritten', municipalityId, anchor, holdsUpTo, ...held });
        return undefined;
      }
      this.#holdsUpTo = { seal: seal.number, ...(lastEvent && { lastEvent }) };
    }
    this.#previous = seal;
    this.#lastEvent = lastEvent;
    this.#batch = batch;
    this.#place = 0;
    return batch;
  }
}
