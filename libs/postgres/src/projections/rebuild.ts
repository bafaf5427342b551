import {
  readLog,
  START,
  type Checkpoint,
  type EventStore,
  type Projection,
  type ReadPage,
  type StoredEvent,
} from '@sportello/event-sourcing';
import type { Database } from '../database';
import { DatabaseUnavailable } from '../errors';
import { after } from '../same-log';
import {
  TooManyParkedStreams,
  MAX_PARKED_STREAMS,
  withPoisonApart,
  type Applied,
  type ApplyEvents,
} from './apply-events';
import { awaitState, park, readState, unpark, writeGeneration, type ProjectionState } from './bookkeeping';
import { createGeneration, dropOtherGenerations, pointView, tableOf } from './generations';
import type { ParkedStream } from './projection-status';

export interface RebuildOptions {
  readonly signal?: AbortSignal;
  /** Called after every page with the number of events read so far. */
  readonly onProgress?: (events: number) => void;
}

const SWAP_ATTEMPTS = 5;

/** A generation being filled from the beginning of the log: its table, and how far it is. */
export class NewGeneration {
  readonly parked = new Map<string, ParkedStream>();
  checkpoint: Checkpoint | undefined;
  private events = 0;

  constructor(
    readonly database: Database,
    readonly store: EventStore,
    readonly projection: Projection,
    readonly table: string,
    private readonly pageSize: number,
    private readonly options: RebuildOptions,
  ) {}

  get position(): string {
    return this.checkpoint?.position ?? START;
  }

  /**
   * Applies, each page in its own transaction, what is in the log now, or only what is not after `upTo`.
   * @returns how many events that was
   */
  async fill(upTo?: string): Promise<number> {
    const before = this.events;
    const logId = await this.store.logId();
    const { signal } = this.options;
    const pages = readLog(this.store, {
      after: this.position,
      filter: this.projection.filter,
      pageSize: this.pageSize,
      ...(signal ? { signal } : {}),
    });
    for await (const read of pages) {
      signal?.throwIfAborted();
      const page = upTo === undefined ? read : cut(read, upTo);
      const done = await withPoisonApart(this.projection, (apply) =>
        this.database.asProjector((sql) => apply(sql, this.table, page.events, this.parkedStreams())),
      );
      this.park(done.newlyParked);
      this.checkpoint = after(page, logId, this.checkpoint);
      this.events += page.events.length;
      this.options.onProgress?.(this.events);
      if (page !== read) break;
    }
    return this.events - before;
  }

  parkedStreams(): ReadonlySet<string> {
    return new Set(this.parked.keys());
  }

  park(streams: readonly ParkedStream[]): void {
    for (const stream of streams) this.parked.set(stream.stream, stream);
    if (this.parked.size > MAX_PARKED_STREAMS) throw new TooManyParkedStreams();
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

/** The part of a page that is not after `position`; the page itself when that is all of it. */
function cut(page: ReadPage, position: string): ReadPage {
  if (page.next <= position) return page;
  return { events: page.events.filter((event) => event.position <= position), next: position, atEnd: false };
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
  const fresh = new NewGeneration(database, store, projection, tableOf(projection, generation), pageSize, options);
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
      const done: Applied = await apply(sql, fresh.table, page.events, new Set(parked.keys()));
      for (const stream of done.newlyParked) parked.set(stream.stream, stream);
      visible.push(...done.applied);
      checkpoint = page.checkpoint;
    }
    await unpark(sql, projection);
    await park(sql, projection, [...parked.values()]);
    await writeGeneration(sql, projection, generation, checkpoint);
    await pointView(sql, database, projection, generation);
    return visible;
  });
}
