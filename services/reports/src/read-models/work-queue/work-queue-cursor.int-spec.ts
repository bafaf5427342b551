import { SUBJECTS, WORK_QUEUE_SORTS, type WorkQueuePage, type WorkQueueSort } from '@sportello/contracts';
import fc from 'fast-check';
import { operator, RunningReports } from '../../testing/running-reports';

const REPORTS = 12;
const DEADLINES = ['2026-03-04T22:00:00Z', '2026-03-16T22:59:59Z', '2026-04-01T21:00:00Z', '2026-06-01T21:00:00Z'];
const PRIORITIES = ['low', 'normal', 'high', 'urgent'];

type Change = 'deadline' | 'priority' | 'wait' | 'note';

/** The orders in which a report changes its place by a change. */
const MOVES: Readonly<Record<Change, readonly WorkQueueSort[]>> = {
  deadline: ['overdue', 'dueBy', '-dueBy', 'priority'],
  wait: ['overdue', 'dueBy', '-dueBy', 'priority'],
  priority: ['priority'],
  note: [],
};

const change = fc.record({
  report: fc.nat(REPORTS - 1),
  kind: fc.constantFrom<Change>('deadline', 'priority', 'wait', 'note'),
  value: fc.nat(3),
});

/** Somebody reads page by page while others work; what they do may be seen at once, or whenever it is. */
const reading = fc.record({
  sort: fc.constantFrom(...WORK_QUEUE_SORTS),
  pageSize: fc.integer({ min: 1, max: 5 }),
  between: fc.array(fc.record({ changes: fc.array(change, { maxLength: 4 }), seen: fc.boolean() }), { maxLength: 8 }),
});

describe('reading the work queue by cursor while others work', () => {
  let reports: RunningReports;
  const codes: string[] = [];
  beforeAll(async () => {
    reports = await RunningReports.open();
    for (let n = 0; n < REPORTS; n += 1) {
      const { code } = await reports.submit();
      await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
      codes.push(code);
    }
    await Promise.all(codes.map((code) => reports.shows(code)));
  });
  afterAll(() => reports.close());

  const page = (query: object): Promise<WorkQueuePage> => reports.value(SUBJECTS.workQueue, query, operator);

  async function make(kind: Change, code: string, value: number): Promise<void> {
    const send = (subject: string, body: object): Promise<{ readonly ok: boolean }> =>
      reports.ask(subject, { code, body }, operator);
    if (kind === 'deadline') await send(SUBJECTS.changeDeadline, { dueBy: DEADLINES[value] });
    else if (kind === 'priority') await send(SUBJECTS.prioritiseReport, { priority: PRIORITIES[value] });
    else if (kind === 'note') await send(SUBJECTS.addNote, { note: 'Visto' });
    else if (!(await send(SUBJECTS.requestInformation, { question: 'Dove?' })).ok)
      await send(SUBJECTS.cancelInformationRequest, {});
  }

  it('shows every report that stays in its place exactly once, and no report twice', async () => {
    await fc.assert(
      fc.asyncProperty(reading, async ({ sort, pageSize, between }) => {
        const shown: string[] = [];
        const moved = new Set<string>();
        const working: Promise<void>[] = [];
        const turns = [...between];
        for (let seen = await page({ sort, pageSize }); ; seen = await page({ sort, pageSize, cursor: seen.next })) {
          shown.push(...seen.items.map(({ code }) => code));
          if (seen.next === undefined) break;
          const turn = turns.shift();
          for (const { report, kind, value } of turn?.changes ?? []) {
            const code = codes[report] ?? '';
            if (MOVES[kind].includes(sort)) moved.add(code);
            working.push(make(kind, code, value));
          }
          if (turn?.seen === true) await settled(working);
        }
        await settled(working);
        expect(shown).toHaveLength(new Set(shown).size);
        expect(codes.filter((code) => !moved.has(code) && !shown.includes(code))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  }, 300_000);

  async function settled(working: readonly Promise<void>[]): Promise<void> {
    await Promise.all(working);
    await Promise.all(codes.map((code) => reports.shows(code)));
  }
});
