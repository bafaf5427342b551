import type { Actor } from '@sportello/contracts';
import { MAX_CODES, ReadRecord } from './read-record';

const READER: Actor = { kind: 'staff', id: 'urp', municipalityId: 'borgo', roles: ['operator'], departments: [] };
const READING = { reader: READER, route: 'log', what: ['texts'] } as const;

interface Row {
  readonly municipality_id: string;
  readonly codes: readonly string[];
}

describe('The record of reads', () => {
  const statements: (readonly Row[])[] = [];
  const urgent = {
    query: (_text: string, [rows]: readonly unknown[] = []) => {
      statements.push(JSON.parse(String(rows)) as readonly Row[]);
      return Promise.resolve({ rows: [], rowCount: 0 });
    },
  };
  const record = new ReadRecord({ urgent }, () => '2026-03-02T09:00:00.000Z');
  const lengths = (): readonly (readonly number[])[] => statements.map((rows) => rows.map(({ codes }) => codes.length));
  beforeEach(() => (statements.length = 0));

  it.each([
    [1, [1]],
    [MAX_CODES, [MAX_CODES]],
    [MAX_CODES + 1, [MAX_CODES, 1]],
    [10_000, Array(50).fill(MAX_CODES)],
  ])('has all of %i reports of one answer, in rows of a bounded length and in one statement', async (count, rows) => {
    const codes = Array.from({ length: count }, (_, n) => `CODE${n}`);
    await record.write(
      READING,
      codes.map((code) => ({ municipalityId: 'borgo', code })),
    );
    expect(lengths()).toEqual([rows]);
    expect(statements.flat().flatMap((row) => row.codes)).toEqual(codes);
  });

  it('has each report once, in the row of its own Comune', async () => {
    const [borgo, altrove] = ['borgo', 'altrove'].map((municipalityId) => ({ municipalityId, code: 'CODE1' }));
    await record.write(
      READING,
      [borgo, altrove, borgo].flatMap((report) => report ?? []),
    );
    const both = ['borgo', 'altrove'].map((municipality_id) => ({ municipality_id, codes: ['CODE1'] }));
    expect(statements).toMatchObject([both]);
  });

  it('has a row of a search that found none, and no row of an answer about none', async () => {
    await record.write(READING, []);
    expect(statements).toEqual([]);
    await record.writeSearch(READING, 'borgo', []);
    expect(lengths()).toEqual([[0]]);
  });
});
