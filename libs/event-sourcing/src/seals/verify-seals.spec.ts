import fc from 'fast-check';
import type { EventStore, StoredEvent } from '../event-store';
import { ANCHOR_FORMAT, type Anchor } from './anchor';
import { sealBatch, type PreviousSeal, type SealedBatch } from './seal';
import { describeFinding, type SealFinding } from './seal-findings';
import { verifySeals, type SealBook } from './verify-seals';

const OURS = 'borgo-prova';
const THEIRS = 'altrove';

/** A log in which anything may stand, as one that was tampered with. */
function logOf(events: readonly StoredEvent[]): EventStore {
  const unused = (): never => {
    throw new Error('Verification only reads');
  };
  return {
    logId: async () => 'log',
    append: unused,
    onAppended: unused,
    close: unused,
    readStream: async (stream, { from = 0, limit = events.length } = {}) =>
      events
        .filter((event) => event.stream === stream && event.revision >= from)
        .sort((a, b) => a.revision - b.revision)
        .slice(0, limit),
    readAll: async (after, limit) => {
      const start = Number(after);
      const page = events.slice(start, start + limit);
      return { events: page, next: String(start + page.length), atEnd: start + page.length >= events.length };
    },
  };
}

function bookOf(batches: readonly SealedBatch[]): SealBook {
  return {
    municipalities: async () => [...new Set(batches.map(({ seal }) => seal.municipalityId))],
    async *batches(municipalityId) {
      for (const batch of batches) if (batch.seal.municipalityId === municipalityId) yield batch;
    },
    covers: async (municipalityId, { stream, revision }) =>
      batches.some(
        ({ seal, names }) =>
          seal.municipalityId === municipalityId &&
          names.some((name) => name.stream === stream && name.revision === revision),
      ),
  };
}

/** Seals the first `sealed` events, `size` at a time. */
function sealAll(events: readonly StoredEvent[], size: number, sealed = events.length): SealedBatch[] {
  const last = new Map<string, PreviousSeal>();
  const batches: SealedBatch[] = [];
  for (let from = 0; from < sealed; from += size) {
    for (const municipalityId of [OURS, THEIRS]) {
      const own = events
        .slice(from, Math.min(from + size, sealed))
        .filter((event) => event.stream.includes(`-${municipalityId}_`));
      if (own.length === 0) continue;
      const batch = sealBatch(
        municipalityId,
        own,
        last.get(municipalityId),
        `2026-03-02T09:00:${String(from).padStart(2, '0')}.000Z`,
      );
      last.set(municipalityId, batch.seal);
      batches.push(batch);
    }
  }
  return batches;
}

function anchorOf(batches: readonly SealedBatch[]): Anchor {
  const latest = new Map(batches.map(({ seal }) => [seal.municipalityId, seal]));
  return { format: ANCHOR_FORMAT, writtenAt: '2026-03-03T00:00:00.000Z', seals: [...latest.values()] };
}

/** Logs of two municipalities whose streams interleave, as `[municipality, stream]` for each event. */
const aLog = fc
  .array(fc.tuple(fc.constantFrom(OURS, THEIRS), fc.nat({ max: 4 })), { minLength: 4, maxLength: 40 })
  .map((picks) => {
    const next = new Map<string, number>();
    return picks.map(([municipalityId, id], index): StoredEvent => {
      const stream = `report-${municipalityId}_${id}`;
      const revision = next.get(stream) ?? 0;
      next.set(stream, revision + 1);
      return {
        stream,
        revision,
        position: String(index + 1),
        eventId: `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`,
        type: 'test.happened',
        data: `{"n":${index}}`,
        metadata: '{}',
      };
    });
  });
const aCase = fc.record({ events: aLog, size: fc.integer({ min: 1, max: 9 }), place: fc.nat() });

const findingsOf = async (
  events: readonly StoredEvent[],
  batches: readonly SealedBatch[],
  anchors: readonly Anchor[] = [],
): Promise<readonly SealFinding[]> => (await verifySeals(logOf(events), bookOf(batches), { anchors })).findings;

const nameOf = ({ stream, revision }: StoredEvent): { stream: string; revision: number } => ({ stream, revision });
const municipalityOf = (event: StoredEvent): string => (event.stream.includes(OURS) ? OURS : THEIRS);

describe('Verification of the seals', () => {
  it('finds nothing in a log that nobody touched, and counts what is not sealed yet', async () => {
    await fc.assert(
      fc.asyncProperty(aCase, async ({ events, size, place }) => {
        const sealed = 1 + (place % events.length);
        const batches = sealAll(events, size, sealed);
        const result = await verifySeals(logOf(events), bookOf(batches), { anchors: [anchorOf(batches)] });
        expect(result.findings).toEqual([]);
        expect([result.events, result.unsealed]).toEqual([events.length, events.length - sealed]);
      }),
    );
  });

  it.each(['data', 'metadata', 'type', 'eventId'] as const)('names the event whose %s was altered', async (field) => {
    await fc.assert(
      fc.asyncProperty(aCase, async ({ events, size, place }) => {
        const batches = sealAll(events, size);
        const at = place % events.length;
        const touched = events.map((event, index) =>
          index === at ? { ...event, [field]: `${event[field]} ` } : event,
        );
        const event = events[at] as StoredEvent;
        expect(await findingsOf(touched, batches)).toEqual([
          { kind: 'altered', municipalityId: municipalityOf(event), event: nameOf(event) },
        ]);
      }),
    );
  });

  it('names the event that was removed, and the first one when the end was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(aCase, async ({ events, size, place }) => {
        const batches = sealAll(events, size);
        const at = place % events.length;
        const event = events[at] as StoredEvent;
        const municipalityId = municipalityOf(event);
        const more = events.slice(at + 1).some((later) => municipalityOf(later) === municipalityId);
        expect(await findingsOf(events.toSpliced(at, 1), batches)).toEqual([
          { kind: more ? 'removed' : 'cut-off', municipalityId, event: nameOf(event) },
        ]);
        const cut = await findingsOf(events.slice(0, at), batches);
        expect(cut).toContainEqual({ kind: 'cut-off', municipalityId, event: nameOf(event) });
      }),
    );
  });

  it('names the event that was put in among sealed ones', async () => {
    await fc.assert(
      fc.asyncProperty(aCase, async ({ events, size, place }) => {
        const batches = sealAll(events, size);
        const at = place % events.length;
        const forged = {
          ...(events[at] as StoredEvent),
          stream: `report-${municipalityOf(events[at] as StoredEvent)}_forged`,
          revision: 0,
        };
        expect(await findingsOf(events.toSpliced(at, 0, forged), batches)).toEqual([
          { kind: 'inserted', municipalityId: municipalityOf(forged), event: nameOf(forged) },
        ]);
      }),
    );
  });

  it('names the event that was given a name that no stream has, and the place where it is missing', async () => {
    await fc.assert(
      fc.asyncProperty(aCase, async ({ events, size, place }) => {
        const at = place % events.length;
        const event = events[at] as StoredEvent;
        const stream = 'nobody’s';
        const touched = events.map((each) => (each === event ? { ...each, stream } : each));
        const findings = await findingsOf(touched, sealAll(events, size));
        expect(findings).toHaveLength(2);
        expect(findings).toContainEqual({ kind: 'misnamed', municipalityId: '', event: { ...nameOf(event), stream } });
        expect(findings).toContainEqual({
          kind: expect.stringMatching(/removed|cut-off/),
          municipalityId: municipalityOf(event),
          event: nameOf(event),
        });
      }),
    );
  });

  it('names the event that a store keeps where nobody finds it who asks for its stream', async () => {
    const [events] = fc.sample(aLog, { numRuns: 1, seed: 7 });
    const log = events as StoredEvent[];
    const misfiled = log.slice(1, 3).map(nameOf);
    const store = { ...logOf(log), misfiled: async () => [{ stream: 'nobody’s', revision: 0 }, ...misfiled] };
    const { findings } = await verifySeals(store, bookOf(sealAll(log, 4)));
    expect(findings).toContainEqual({ kind: 'misfiled', municipalityId: municipalityOf(log[1]!), event: misfiled[0] });
    expect(findings.length).toBe(new Set(log.slice(1, 3).map(municipalityOf)).size);
  });

  it('names the event that was moved, with the one whose place it took', async () => {
    await fc.assert(
      fc.asyncProperty(aCase, fc.nat(), async ({ events, size, place }, other) => {
        const own = events.filter((event) => municipalityOf(event) === municipalityOf(events[0] as StoredEvent));
        fc.pre(own.length > 1);
        const [from, to] = [place % own.length, other % own.length].sort((a, b) => a - b) as [number, number];
        fc.pre(from !== to);
        const [early, late] = [own[from] as StoredEvent, own[to] as StoredEvent];
        const swapped = events.map((event) => (event === early ? late : event === late ? early : event));
        expect(await findingsOf(swapped, sealAll(events, size))).toEqual([
          { kind: 'reordered', municipalityId: municipalityOf(late), event: nameOf(late), expected: nameOf(early) },
        ]);
      }),
    );
  });

  it('sees by the anchor that log and seals were both written anew, and up to where an earlier anchor holds', async () => {
    const [events] = fc.sample(
      aLog.filter((log) => log.filter((event) => municipalityOf(event) === OURS).length >= 4),
      { numRuns: 1, seed: 7 },
    );
    const ours = (events as StoredEvent[]).filter((event) => municipalityOf(event) === OURS);
    const genuine = sealAll(ours, 1);
    const rewritten = ours.map((event, index) => (index === 2 ? { ...event, data: '{"n":"forged"}' } : event));
    const forged = sealAll(rewritten, 1);
    expect(await findingsOf(rewritten, forged)).toEqual([]);
    const [early, late] = [anchorOf(genuine.slice(0, 2)), anchorOf(genuine)];
    expect(await findingsOf(rewritten, forged, [late, early])).toEqual([
      expect.objectContaining({
        kind: 'rewritten',
        municipalityId: OURS,
        holdsUpTo: 2,
        lastEvent: nameOf(ours[1] as StoredEvent),
      }),
    ]);
    expect(await findingsOf(rewritten, forged, [late])).toEqual([
      { kind: 'rewritten', municipalityId: OURS, anchor: late.seals[0], holdsUpTo: 0 },
    ]);
    const cutOff = { kind: 'seals-cut-off', municipalityId: OURS, anchor: late.seals[0] };
    expect(await findingsOf(ours.slice(0, 3), genuine.slice(0, 3), [late])).toEqual([
      { ...cutOff, lastSeal: 3, lastEvent: nameOf(ours[2] as StoredEvent) },
    ]);
    // Events that have lost their seals are not among those that one holds.
    expect(await findingsOf(ours, genuine.slice(0, 3), [late])).toEqual([
      { ...cutOff, lastSeal: 3, lastEvent: nameOf(ours[2] as StoredEvent) },
    ]);
    expect(await findingsOf([], [], [late])).toEqual([{ ...cutOff, lastSeal: 0 }]);
  });

  it('names the seal that was altered, not the events under it', async () => {
    const [events] = fc.sample(aLog, { numRuns: 1, seed: 7 });
    const batches = sealAll(events as StoredEvent[], 4);
    const [first, ...rest] = batches as [SealedBatch, ...SealedBatch[]];
    const leaves = Buffer.from(first.leaves);
    leaves.writeUInt8(leaves.readUInt8(0) ^ 1);
    const names = first.names.map((name, index) => (index === 0 ? { ...name, revision: 77 } : name));
    const { municipalityId } = first.seal;
    for (const touched of [
      { ...first, leaves },
      { ...first, names },
    ]) {
      expect(await findingsOf(events as StoredEvent[], [touched, ...rest])).toEqual([
        expect.objectContaining({ kind: 'seal-altered', municipalityId, seal: 1 }),
      ]);
    }
    expect(await findingsOf(events as StoredEvent[], rest)).toEqual([
      expect.objectContaining({ kind: 'seal-altered', municipalityId, fault: 'seal 1 is missing' }),
    ]);
  });

  it('takes no alarm at events that are appended and sealed while it reads', async () => {
    const [all] = fc.sample(aLog, { numRuns: 1, seed: 3 });
    const events = all as StoredEvent[];
    const growing = [...events.slice(0, 2)];
    const log = logOf(growing);
    const book = bookOf(sealAll(events, 3));
    const grows: SealBook = {
      ...book,
      batches(municipalityId) {
        growing.push(...events.slice(growing.length));
        return book.batches(municipalityId);
      },
    };
    const late: EventStore = {
      ...log,
      // The first page was read before the rest was appended.
      readAll: async (after, limit) => {
        const page = await log.readAll(after, after === '' ? 2 : limit);
        return after === '' ? { ...page, atEnd: true } : page;
      },
    };
    expect((await verifySeals(late, grows)).findings).toEqual([]);
  });

  it('tells an operator in a sentence what was found', () => {
    const event = { stream: 'report-borgo-prova_1', revision: 3 };
    const anchor = { municipalityId: OURS, number: 9, hash: 'ab', sealedAt: '2026-03-02T09:00:00.000Z' };
    const told = (
      [
        { kind: 'altered', municipalityId: OURS, event },
        { kind: 'misfiled', municipalityId: OURS, event },
        { kind: 'misnamed', municipalityId: '', event: { stream: 'x', revision: 0 } },
        { kind: 'reordered', municipalityId: OURS, event, expected: { ...event, revision: 2 } },
        { kind: 'rewritten', municipalityId: OURS, anchor, holdsUpTo: 0 },
        { kind: 'rewritten', municipalityId: OURS, anchor, holdsUpTo: 4, lastEvent: event },
        { kind: 'seals-cut-off', municipalityId: OURS, anchor, lastSeal: 0 },
        { kind: 'seals-cut-off', municipalityId: OURS, anchor, lastSeal: 4, lastEvent: event },
      ] as const
    ).map(describeFinding);
    expect(told).toEqual([
      'borgo-prova: event 3 of report-borgo-prova_1 was altered',
      'borgo-prova: event 3 of report-borgo-prova_1 was filed under another municipality: who asks for its stream does not find it',
      'no municipality: event 0 of x was not written by Sportello, which gives no stream such a name',
      'borgo-prova: event 3 of report-borgo-prova_1 was moved: event 2 of report-borgo-prova_1 was sealed at its place',
      'borgo-prova: log and seals were written anew: seal 9 is not the anchored one',
      'borgo-prova: log and seals were written anew: seal 9 is not the anchored one; up to seal 4, which ends with event 3 of report-borgo-prova_1, an earlier anchor holds',
      'borgo-prova: the seals end at 0, but the anchor of 2026-03-02T09:00:00.000Z knows seal 9',
      'borgo-prova: the seals end at 4, but the anchor of 2026-03-02T09:00:00.000Z knows seal 9; the last event that a seal still holds is event 3 of report-borgo-prova_1',
    ]);
  });
});
