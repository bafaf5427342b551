import { START, type CallOptions, type EventFilter, type EventStore, type Position } from '@sportello/event-sourcing';

const NOTHING: EventFilter = { streamPrefixes: [] };

/** How much of a log was read, going by positions: those of PostgreSQL count events, those of EventStoreDB bytes. For people who watch; nothing is decided by it. */
export class LogShare {
  private constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  /** Of what stands after `after`, up to the present end. */
  static async of(store: EventStore, after: Position, options: CallOptions): Promise<LogShare> {
    const { next } = await store.readAll(START, 1, NOTHING, options);
    return new LogShare(countIn(after), countIn(next));
  }

  /** About how many events it will have been, where so many had come by at this position; undefined while nobody can tell. */
  total(done: number, at: Position): number | undefined {
    const share = (countIn(at) - this.from) / (this.to - this.from);
    return share > 0 ? Math.max(done, Math.round(done / share)) : undefined;
  }
}

/** The number that a position of either kind of store begins with. */
function countIn(position: Position): number {
  return position === START ? 0 : Number.parseInt(position, 10);
}
