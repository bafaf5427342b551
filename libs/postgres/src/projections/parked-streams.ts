/** A stream with an event that a projection could not take. */
export interface ParkedStream {
  readonly stream: string;
  /** The first event that waits. */
  readonly revision: number;
  readonly reason: string;
  /** An operator decided to go on without the stream until it is retried, also when the projection is rebuilt: it counts no more. */
  readonly skipped?: true;
}

/** By the name of the stream. */
export type ParkedStreams = ReadonlyMap<string, ParkedStream>;

/** With one more the projection stops: so many bad streams mean bad code. */
export const MAX_PARKED_STREAMS = 20;

/** More than `MAX_PARKED_STREAMS` streams cannot be applied. */
export class TooManyParkedStreams extends Error {
  override readonly name = 'TooManyParkedStreams';
  constructor() {
    super(`More than ${MAX_PARKED_STREAMS} streams have an event that it cannot apply`);
  }
}

export function byStream(parked: readonly ParkedStream[]): ParkedStreams {
  return new Map(parked.map((each) => [each.stream, each]));
}

/** How many there are that no operator has decided to go on without. */
export function counting(parked: Iterable<ParkedStream>): number {
  return [...parked].filter(({ skipped }) => !skipped).length;
}

/** Whether an event is to be left out, because it or one before it could not be applied. */
export function waits(
  { stream, revision }: { readonly stream: string; readonly revision: number },
  parked: ParkedStreams,
): boolean {
  const from = parked.get(stream)?.revision;
  return from !== undefined && revision >= from;
}
