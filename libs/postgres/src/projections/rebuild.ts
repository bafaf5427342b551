import {
  readLog,
  START,
  type Checkpoint,
  type EventStore,
  type Projection,
  type StoredEvent,
} from '@sportello/event-sourcing';
import type { Database } from '../database';
import { DatabaseUnavailable } from '../errors';
import { after, cut } from '../same-log';
import { whole, withPoisonApart, type ApplyEvents } from './apply-events';
import { awaitState, park, readSkipped, readState, unpark, writeGeneration, type ProjectionState } from './bookkeeping';
import { createGeneration, dropOtherGenerations, indexGeneration, pointView, tableOf } from './generations';
import { GiveWay } from './give-way';
import {
  byStream,
  counting,
  MAX_PARKED_STREAMS,
  TooManyParkedStreams,
  type ParkedStream,
  type ParkedStreams,
} from './parked-streams';

export interface RebuildOptions {
  readonly signal?: AbortSignal;
  /** Called after every page with the number of events read so far. */
  readonly onProgress?: (events: number) => void;
}

const SWAP_ATTEMPTS = 5;
/** Streams are divided among so many connections, so that PostgreSQL writes one part of a page while this process folds another. */
const LANES = 2;
/** Pages of a rebuild are longer than those of live traffic by this: more of a stream's events meet in one and cost one row. */
const LONGER_PAGES = 5;

/** A generation being filled from the beginning of the log: its table, and how far it is. */
export class NewGeneration {
  private readonly waiting: Map<string, ParkedStream>;
  checkpoint: Checkpoint | undefined;
  private events = 0;

  constructor(
    readonly database: Database,
    readonly store: EventStore,
    readonly projection: Projection,
    readonly table: string,
    /** An operator has decided to go on without these: it leaves out of them what the generation in use leaves out. */
    skipped: readonly ParkedStream[],
    private readonly pageSize: number,
    private readonly options: RebuildOptions,
  ) {
    this.waiting = new Map(byStream(skipped));
  }

  get parked(): ParkedStreams {
    return this.waiting;
  }

  get position(): string {
    return this.checkpoint?.position ?? START;
  }

  /**
   * Applies, each page in a transaction for each lane, what is in the log now, or only what is not after `upTo`. Gives way to those who
   * append up to `restingTo`; from there on it must come to an end, however much they append.
   * @returns how many events that was
   */
  async fill({
    upTo,
    restingTo = START,
  }: { readonly upTo?: string; readonly restingTo?: string } = {}): Promise<number> {
    const before = this.events;
    const logId = await this.store.logId();
    const { signal } = this.options;
    const others = new GiveWay(this.store);
    const pages = readLog(this.store, {
      after: this.position,
      filter: this.projection.filter,
      pageSize: this.pageSize * LONGER_PAGES,
      ...(signal ? { signal } : {}),
    });
    try {
      for await (const read of pages) {
        signal?.throwIfAborted();
        const page = upTo === undefined ? read : cut(read, upTo);
        this.park(await this.applyInLanes(page.events));
        this.checkpoint = after(page, logId, this.checkpoint);
        this.events += page.events.length;
        this.options.onProgress?.(this.events);
        if (page !== read) break;
        if (page.next < restingTo) await others.rest(signal);
      }
    } finally {
      others.end();
    }
    return this.events - before;
  }

  /** @returns the streams that are newly parked, after every lane has ended, also when one has failed */
  private async applyInLanes(events: readonly StoredEvent[]): Promise<readonly ParkedStream[]> {
    const lanes = await Promise.allSettled(
      lanesOf(events).map((lane) =>
        withPoisonApart(this.projection, (apply) =>
          this.database.asProjector((sql) => apply(sql, this.table, lane, this.parked)),
        ),
      ),
    );
    return lanes.flatMap((lane) => {
      if (lane.status === 'rejected') throw lane.reason;
      return whole(lane.value).newlyParked;
    });
  }

  park(streams: readonly ParkedStream[]): void {
    for (const stream of streams) this.waiting.set(stream.stream, stream);
    if (counting(this.waiting.values()) > MAX_PARKED_STREAMS) throw new TooManyParkedStreams();
  }

  /** The pages up to `position` (or to the present end), for the transaction that takes over. */
  async *tail(
    position: string | undefined,
  ): AsyncGenerator<{ events: readonly StoredEvent[]; checkpoint: Checkpoint }> {
    const logId = await this.store.logId();
    let checkpoint = this.checkpoint;
    for (;;) {
      const from = checkpoint?.position ?? START;
      if (position !== undefined && from >= position) return;
      const read = await this.store.readAll(from, this.pageSize, this.projection.filter, {});
      const page = position === undefined ? read : cut(read, position);
      checkpoint = after(page, logId, checkpoint);
      yield { events: page.events, checkpoint };
      if (page.atEnd || page !== read) return;
    }
  }
}

/** The events by stream, each stream's in one lane and in order. */
function lanesOf(events: readonly StoredEvent[]): readonly (readonly StoredEvent[])[] {
  const lanes = Array.from({ length: LANES }, (): StoredEvent[] => []);
  for (const event of events) lanes[laneOf(event.stream)]?.push(event);
  return lanes.filter((lane) => lane.length > 0);
}

function laneOf(stream: string): number {
  return (stream.charCodeAt(stream.length - 1) + stream.charCodeAt(stream.length - 2)) % LANES;
}

/**
 * Fills the next generation beside the one in use, then takes over in one transaction: the checkpoint is held, the tail applied, the view
 * swapped. The generation that was in use is left to the caller to drop; killed at any point it leaves at most a table that nobody reads, dropped
 * the next time. Nobody else may be rebuilding.
 * @returns the events applied while taking over
 */
export async function rebuild(
  database: Database,
  store: EventStore,
  projection: Projection,
  pageSize: number,
  options: RebuildOptions,
): Promise<readonly StoredEvent[]> {
  const before = await readState(database.worker, projection);
  if (!before) throw new Error(`Projection ${projection.name} version ${projection.version} was never started`);
  await dropOtherGenerations(database, projection);
  const generation = before.generation + 1;
  await createGeneration(database, projection, generation);
  const table = tableOf(projection, generation);
  const skipped = await readSkipped(database.worker, projection);
  const fresh = new NewGeneration(database, store, projection, table, skipped, pageSize, options);
  const sameLog = before.checkpoint?.logId === (await store.logId());
  await fresh.fill(sameLog && before.checkpoint ? { restingTo: before.checkpoint.position } : {});
  await indexGeneration(database, projection, generation);
  // Until what came in meanwhile fits in a page, so that the view's readers wait only for that.
  let passes = 0;
  while ((await fresh.fill()) > pageSize && passes < SWAP_ATTEMPTS) passes += 1;

  return takeOver(fresh, before, generation);
}

async function takeOver(
  fresh: NewGeneration,
  before: ProjectionState,
  generation: number,
): Promise<readonly StoredEvent[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withPoisonApart(fresh.projection, (apply) => takeOverOnce(fresh, before, generation, apply));
    } catch (error) {
      // A reader that keeps the view, or a deadlock with one: nothing was changed.
      if (!(error instanceof DatabaseUnavailable) || attempt === SWAP_ATTEMPTS) throw error;
    }
  }
}

function takeOverOnce(
  fresh: NewGeneration,
  before: ProjectionState,
  generation: number,
  apply: ApplyEvents,
): Promise<readonly StoredEvent[]> {
  const { database, projection } = fresh;
  return database.asOwner(async (sql) => {
    const state = await awaitState(sql, projection);
    if (state.generation !== before.generation)
      throw new Error(`Projection ${projection.name} was rebuilt by another process`);
    const sameLog = state.checkpoint?.logId === (await fresh.store.logId());
    const parked = new Map(fresh.parked);
    const visible: StoredEvent[] = [];
    let checkpoint = fresh.checkpoint;
    for await (const page of fresh.tail(sameLog ? state.checkpoint?.position : undefined)) {
      const done = whole(await apply(sql, fresh.table, page.events, parked));
      for (const stream of done.newlyParked) parked.set(stream.stream, stream);
      visible.push(...done.applied);
      checkpoint = page.checkpoint;
    }
    const decided = byStream(await readSkipped(sql, projection));
    await unpark(sql, projection);
    await park(
      sql,
      projection,
      [...parked.values()].map((each) => asDecided(each, decided)),
    );
    await writeGeneration(sql, projection, generation, checkpoint);
    await pointView(sql, database, projection, generation);
    return visible;
  });
}

/** What an operator decided while the generation was filled counts too: to go on without a stream, or to take it up again. */
function asDecided({ stream, revision, reason }: ParkedStream, decided: ParkedStreams): ParkedStream {
  return { stream, revision, reason, ...(decided.has(stream) ? { skipped: true } : {}) };
}
