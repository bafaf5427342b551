import { randomUUID } from 'node:crypto';
import type { Actor, FoundReport } from '@sportello/contracts';
import { NO_STREAM } from '@sportello/event-sourcing';
import { InMemoryEventStore } from '@sportello/event-sourcing/testing';
import { BlindIndex } from '@sportello/postgres';
import type { ReadRecord } from '../personal-data/reads/read-record';
import { contactSearch, type Search } from './contact-search';

const blindIndex = new BlindIndex(Buffer.alloc(32, 7));
const [ADA, BOB] = ['ada@example.org', 'bob@example.org'];
const ops: Actor = { kind: 'service', id: 'ops' };
const unwritable = {
  write: () => Promise.reject(new Error('Cannot be written down')),
  writeSearch: () => Promise.reject(new Error('Cannot be written down')),
};
const written: Pick<ReadRecord, 'write' | 'writeSearch'> = {
  write: () => Promise.resolve(),
  writeSearch: () => Promise.resolve(),
};

async function submit(store: InMemoryEventStore, code: string, email: string, ...more: string[]): Promise<void> {
  await submitIn('alfa', store, code, email, ...more);
}

async function submitIn(
  municipality: string,
  store: InMemoryEventStore,
  code: string,
  email: string,
  ...more: string[]
): Promise<void> {
  const data = JSON.stringify({ contactHmacs: [blindIndex.contact(municipality, email)] });
  const metadata = JSON.stringify({ occurredAt: '2026-01-01T10:00:00.000Z' });
  const events = ['report.submitted', ...more].map((type) => ({ eventId: randomUUID(), type, data, metadata }));
  await store.append(`report-${municipality}_${code}`, events, NO_STREAM);
}

function search(
  store: InMemoryEventStore,
  give: (found: FoundReport) => void,
  {
    signal = new AbortController().signal,
    reads = written,
    municipalities = ['alfa'],
    away = [],
  }: Partial<Search & { signal: AbortSignal; reads: typeof written }> = {},
) {
  return contactSearch(
    { store, blindIndex, reads },
    { contact: ADA, municipalities, away, reader: ops },
  )({
    signal,
    progress: () => undefined,
    give: async (items) => (items as readonly FoundReport[]).forEach(give),
  });
}

describe('Looking for the reports of a contact', () => {
  it('tells of each whether it was erased, and of nobody else’s', async () => {
    const store = new InMemoryEventStore();
    await submit(store, 'A', ADA);
    await submit(store, 'B', BOB);
    await submit(store, 'C', ADA, 'report.assigned', 'report.reporter-erased');
    const found: FoundReport[] = [];
    expect(await search(store, (one) => found.push(one))).toEqual({ reports: 2 });
    expect(found.map(({ code, erased, submittedAt }) => [code, erased, submittedAt])).toEqual([
      ['A', false, '2026-01-01T10:00:00.000Z'],
      ['C', true, '2026-01-01T10:00:00.000Z'],
    ]);
  });

  it('is in the municipalities meant, also in one whose file is away, or in every one that the log knows; where nobody was found is written down', async () => {
    const store = new InMemoryEventStore();
    await submit(store, 'A', ADA);
    await submitIn('gone', store, 'A', BOB);
    await submitIn('gone', store, 'B', ADA);
    await submitIn('lost', store, 'A', BOB);
    for (const [municipalities, away, found, nobody] of [
      [['alfa'], [], ['alfa A'], []],
      [['alfa'], 'all', ['alfa A', 'gone B'], ['lost']],
      [[], ['gone'], ['gone B'], []],
      [[], ['lost'], [], ['lost']],
    ] as const) {
      const searchedIn: string[] = [];
      const writeSearch = async (_: unknown, id: string): Promise<void> => void searchedIn.push(id);
      const given: string[] = [];
      const give = ({ municipalityId, code }: FoundReport): unknown => given.push(`${municipalityId} ${code}`);
      await search(store, give, { municipalities, away, reads: { ...written, writeSearch } });
      expect([given, searchedIn]).toEqual([found, nobody]);
    }
  });

  it('is refused in a municipality of which the log has nothing, and then nothing is written down', async () => {
    const store = new InMemoryEventStore();
    await submit(store, 'A', ADA);
    const reads = { ...written, writeSearch: unwritable.writeSearch };
    const refused = search(store, jest.fn(), { municipalities: [], away: ['alf'], reads });
    const refusal = { code: 'UNKNOWN_MUNICIPALITY', detail: expect.stringContaining('no municipality alf:') };
    await expect(refused).rejects.toMatchObject({ refusal });
  });

  it('gives each as it is found and keeps none: the first are there when the last were not looked for', async () => {
    const store = new InMemoryEventStore();
    for (let number = 0; number < 20; number += 1) await submit(store, `A${number}`, ADA);
    const stop = new AbortController();
    let given = 0;
    const found = (): void => {
      given += 1;
      if (given === 3) stop.abort(new Error('Called off'));
    };
    await expect(search(store, found, stop)).rejects.toThrow('Called off');
    expect(given).toBe(3);
  });

  it('tells nothing that it cannot write down, neither whom it found nor that it found nobody', async () => {
    const store = new InMemoryEventStore();
    const give = jest.fn();
    await expect(search(store, give, { reads: unwritable })).rejects.toThrow('Cannot be written down');
    await submit(store, 'A', ADA);
    await expect(search(store, give, { reads: unwritable })).rejects.toThrow('Cannot be written down');
    expect(give).not.toHaveBeenCalled();
  });
});
