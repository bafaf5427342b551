import { eventDigest, readLog, START, type EventStore, type StoredEvent } from '@sportello/event-sourcing';
import type { CommandContext } from './command-context';
import { LogShare } from './log-share';
import { ProgressMeter } from './progress-meter';
import { keyOf } from './resume-point';

/** A difference between two logs: one event. */
export interface LogDifference {
  readonly stream: string;
  readonly revision: number;
  readonly kind: 'different' | 'only-here' | 'only-there';
}

export interface LogComparison {
  readonly events: number;
  readonly eventsThere: number;
  /** Whether events of different streams follow each other the same way too; absent when an event is missing, or not all was read: then nobody can tell. */
  readonly sameOrder?: boolean;
  /** The first ones. */
  readonly differences: readonly LogDifference[];
}

/** Enough to see what is the matter. */
const SHOWN = 20;
/** So many events may be ahead on one side before they are looked up on the other, one by one. */
const OUT_OF_STEP = 20_000;

/**
 * Holds every event of two logs against each other, stored byte for stored byte. Both are read once, side by side; where their orders differ the
 * digests of what came early wait in memory, up to a bound, and are then looked up by stream and revision.
 */
export async function compareLogs(
  here: EventStore,
  there: EventStore,
  { signal, onProgress }: CommandContext = {},
): Promise<LogComparison> {
  const call = signal ? { signal } : {};
  const sides = { here: new Side(here, call), there: new Side(there, call) };
  try {
    const share = await LogShare.of(here, START, call);
    return await compare(sides, new ProgressMeter('comparing', onProgress, share));
  } finally {
    await Promise.all([sides.here.close(), sides.there.close()]);
  }
}

interface Sides {
  readonly here: Side;
  readonly there: Side;
}

async function compare(sides: Sides, meter: ProgressMeter): Promise<LogComparison> {
  const differences: LogDifference[] = [];
  let sameOrder = true;
  let upTo = START;
  const differ = (event: Pick<StoredEvent, 'stream' | 'revision'>, kind: LogDifference['kind']): void => {
    differences.push({ stream: event.stream, revision: event.revision, kind });
  };
  const settle = async (side: Side, other: Side, limit: number, missing: LogDifference['kind']): Promise<void> => {
    while (side.waiting.size > limit && differences.length < SHOWN) {
      const event = side.oldest();
      const found = await other.digestOf(event);
      if (!found) differ(event, missing);
      else if (!found.equals(event.digest)) differ(event, 'different');
    }
  };
  for (let more = true; more && differences.length < SHOWN;) {
    const [one, other] = [await sides.here.next(), await sides.there.next()];
    more = one !== undefined || other !== undefined;
    upTo = one?.position ?? upTo;
    if (one && other && keyOf(one) === keyOf(other)) {
      if (!sameBytes(one, other)) differ(one, 'different');
    } else {
      if (one && other) sameOrder = false;
      if (one && !sides.there.meets(one, () => differ(one, 'different'))) sides.here.wait(one);
      if (other && !sides.here.meets(other, () => differ(other, 'different'))) sides.there.wait(other);
      await settle(sides.here, sides.there, OUT_OF_STEP, 'only-here');
      await settle(sides.there, sides.here, OUT_OF_STEP, 'only-there');
    }
    if (one && sides.here.seen % 1_000 === 0) meter.add(1_000, upTo);
  }
  await settle(sides.here, sides.there, 0, 'only-here');
  await settle(sides.there, sides.here, 0, 'only-there');
  meter.add(sides.here.seen - meter.done, upTo);
  return {
    events: sides.here.seen,
    eventsThere: sides.there.seen,
    ...(orderIsKnown(differences) && { sameOrder }),
    differences: differences.slice(0, SHOWN),
  };
}

/** Where one is missing, all that follow it stand elsewhere. */
function orderIsKnown(differences: readonly LogDifference[]): boolean {
  return differences.length < SHOWN && differences.every(({ kind }) => kind === 'different');
}

interface Waiting {
  readonly stream: string;
  readonly revision: number;
  readonly digest: Buffer;
}

/** One of the two logs, and those of its events that the other has not shown yet. */
class Side {
  readonly waiting = new Map<string, Waiting>();
  seen = 0;
  readonly #events: AsyncGenerator<StoredEvent, void, undefined>;

  constructor(
    private readonly store: EventStore,
    private readonly call: { readonly signal?: AbortSignal },
  ) {
    this.#events = eventsOf(store, call);
  }

  async next(): Promise<StoredEvent | undefined> {
    const next = await this.#events.next();
    if (next.done === true) return undefined;
    this.seen += 1;
    return next.value;
  }

  /** Reads no further, also when not all was read. */
  async close(): Promise<void> {
    await this.#events.return();
  }

  wait(event: StoredEvent): void {
    const { stream, revision } = event;
    this.waiting.set(keyOf(event), { stream, revision, digest: eventDigest(event) });
  }

  /** Whether an event of the other log was waiting here; `differs` when it was and is not the same. */
  meets(event: StoredEvent, differs: () => void): boolean {
    const waiting = this.waiting.get(keyOf(event));
    if (!waiting) return false;
    this.waiting.delete(keyOf(event));
    if (!waiting.digest.equals(eventDigest(event))) differs();
    return true;
  }

  /** Takes the one that waited longest away. */
  oldest(): Waiting {
    const [first] = this.waiting;
    if (!first) throw new Error('Nothing is waiting');
    this.waiting.delete(first[0]);
    return first[1];
  }

  async digestOf({ stream, revision }: Waiting): Promise<Buffer | undefined> {
    const [event] = await this.store.readStream(stream, { from: revision, limit: 1, ...this.call });
    return event?.revision === revision ? eventDigest(event) : undefined;
  }
}

function sameBytes(one: StoredEvent, other: StoredEvent): boolean {
  return (
    one.eventId === other.eventId &&
    one.type === other.type &&
    one.data === other.data &&
    one.metadata === other.metadata
  );
}

async function* eventsOf(
  store: EventStore,
  call: { readonly signal?: AbortSignal },
): AsyncGenerator<StoredEvent, void, undefined> {
  for await (const page of readLog(store, call)) yield* page.events;
}
