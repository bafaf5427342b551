import { readLog } from '../read-log';
import { START, type EventStore, type Position, type StoredEvent } from '../event-store';
import { filesByMunicipality } from '../files-by-municipality';
import { isStreamName, parseStreamName } from '../stream-name';
import type { Anchor } from './anchor';
import type { EventName, SealedBatch } from './seal';
import type { SealFinding } from './seal-findings';
import { SealWalk, type Mismatch } from './seal-walk';

/** Where seals are kept, as verification reads them. */
export interface SealBook {
  municipalities(): Promise<readonly string[]>;
  /** Of one municipality, by number, a few at a time. */
  batches(municipalityId: string): AsyncIterable<SealedBatch>;
  /** Whether any seal of the municipality covers this event. */
  covers(municipalityId: string, event: EventName): Promise<boolean>;
}

export interface VerifySealsOptions {
  /** Any number, of any age: the more, the closer a rewriting is hemmed in. */
  readonly anchors?: readonly Anchor[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (eventsSeen: number, upTo: Position) => void;
}

export interface SealVerification {
  readonly events: number;
  /** Not sealed yet: the newest ones. */
  readonly unsealed: number;
  readonly municipalities: readonly {
    readonly municipalityId: string;
    readonly seals: number;
    readonly sealedEvents: number;
    readonly unsealedEvents: number;
  }[];
  /** At most one for each municipality, and one for what is of none: the first. Empty when all is well. */
  readonly findings: readonly SealFinding[];
}

/** Any is one too many; of each municipality the first is told. */
const MOST_MISFILED = 1_000;

/**
 * Reads the whole log once, computes every digest anew and holds it against the seals, and these against each other and the anchors.
 * Memory: a page of the log and one batch of seals for each municipality.
 * @throws whatever the store and the book throw
 */
export async function verifySeals(
  store: EventStore,
  book: SealBook,
  { anchors = [], signal, onProgress }: VerifySealsOptions = {},
): Promise<SealVerification> {
  const walks = new Map<string, SealWalk>();
  const walkOf = (municipalityId: string): SealWalk => {
    const known = walks.get(municipalityId) ?? new SealWalk(municipalityId, book.batches(municipalityId), anchors);
    walks.set(municipalityId, known);
    return known;
  };
  for (const { municipalityId } of anchors.flatMap(({ seals }) => seals)) walkOf(municipalityId);
  for (const municipalityId of await book.municipalities()) walkOf(municipalityId);

  const call = signal ? { signal } : {};
  let events = 0;
  let after = START;
  let misnamed: SealFinding | undefined;
  const readOn = async (): Promise<void> => {
    for await (const page of readLog(store, { after, ...call })) {
      for (const event of page.events) {
        const { stream, revision } = event;
        if (!isStreamName(stream)) {
          misnamed ??= { kind: 'misnamed', municipalityId: '', event: { stream, revision } };
          continue;
        }
        const walk = walkOf(parseStreamName(stream).municipalityId);
        const mismatch = await walk.meet(event);
        if (mismatch) walk.end(await explain(store, book, walk.municipalityId, mismatch, call));
      }
      events += page.events.length;
      after = page.next;
      onProgress?.(events, after);
    }
  };
  // Events that are appended and sealed while this runs are no reason for alarm: what is sealed is in the log that is read afterwards.
  for (let [settled, waited] = [false, false]; !settled;) {
    const before = events;
    await readOn();
    const waits = await anyWaits(walks.values());
    settled = !waits || (waited && events === before);
    waited = waits;
  }
  for (const walk of walks.values()) await walk.atEndOfLog();
  // Digests do not know how a store files its events.
  const misfiled = filesByMunicipality(store) ? await store.misfiled(MOST_MISFILED, call) : [];
  for (const event of misfiled.filter(({ stream }) => isStreamName(stream))) {
    const walk = walkOf(parseStreamName(event.stream).municipalityId);
    if (!walk.finding) walk.end({ kind: 'misfiled', municipalityId: walk.municipalityId, event });
  }

  const municipalities = [...walks.values()].map((walk) => walk.tally());
  return {
    events,
    unsealed: municipalities.reduce((sum, { unsealedEvents }) => sum + unsealedEvents, 0),
    municipalities,
    findings: [misnamed, ...[...walks.values()].map(({ finding }) => finding)].filter((each) => each !== undefined),
  };
}

async function anyWaits(walks: Iterable<SealWalk>): Promise<boolean> {
  let any = false;
  for (const walk of walks) any = (await walk.waits()) || any;
  return any;
}

/** What became of the event that should stand here, and where the one that does comes from. */
async function explain(
  store: EventStore,
  book: SealBook,
  municipalityId: string,
  { expected, found }: Mismatch,
  call: { readonly signal?: AbortSignal },
): Promise<SealFinding> {
  const event = { stream: found.stream, revision: found.revision };
  if (isSame(expected, found)) return { kind: 'altered', municipalityId, event };
  const [still] = await store.readStream(expected.stream, { from: expected.revision, limit: 1, ...call });
  if (!still || !isSame(expected, still)) return { kind: 'removed', municipalityId, event: expected };
  if (await book.covers(municipalityId, event)) return { kind: 'reordered', municipalityId, event, expected };
  return { kind: 'inserted', municipalityId, event };
}

function isSame(name: EventName, { stream, revision }: StoredEvent): boolean {
  return name.stream === stream && name.revision === revision;
}
