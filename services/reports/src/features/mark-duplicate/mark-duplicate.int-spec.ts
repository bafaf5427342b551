import { SUBJECTS, type CommandReply, type RefusalCode, type ReportStatus } from '@sportello/contracts';
import { aCode, operator, RunningReports } from '../../testing/running-reports';

describe('marking duplicates', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const outcome = ({ status, revision }: CommandReply): [ReportStatus, number] => [status, revision];

  const mark = (code: string, of: string): Promise<RefusalCode | 'none'> =>
    reports.refusal(SUBJECTS.markDuplicate, { code, body: { of } }, operator);

  it('marks a duplicate of a report that is there, and never in a circle', async () => {
    const [one, other] = [await reports.submit(), await reports.submit()];
    expect(outcome(await reports.command(SUBJECTS.markDuplicate, one.code, { of: other.code }))).toEqual([
      'duplicate',
      1,
    ]);
    expect(await mark(other.code, one.code)).toBe('DUPLICATE_CYCLE');
    expect(await mark(other.code, other.code)).toBe('DUPLICATE_OF_ITSELF');
    expect(await mark(other.code, aCode())).toBe('DUPLICATE_TARGET_NOT_FOUND');
  });

  it('never makes a circle, however many cross at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const codes = await Promise.all([1, 2, 3].map(async () => (await reports.submit()).code));
      const answers = await Promise.all(
        codes.map((code, index) => mark(code, codes[(index + 1) % codes.length] ?? '')),
      );
      expect(answers.sort()).toEqual(['DUPLICATE_CYCLE', 'none', 'none']);
    }
  });

  it('lets nobody wait longer than a request may take', async () => {
    const [one, other] = [await reports.submit(), await reports.submit()];
    await reports.db.database.exclusively('mark-duplicate borgo-prova', async () => {
      expect(await mark(one.code, other.code)).toBe('SERVICE_UNAVAILABLE');
    });
    expect(await mark(one.code, other.code)).toBe('none');
  });

  it('ends a chain after twenty reports', async () => {
    const codes = await Promise.all(Array.from({ length: 22 }, async () => (await reports.submit()).code));
    for (let index = 20; index > 0; index -= 1)
      expect(await mark(codes[index - 1] ?? '', codes[index] ?? '')).toBe('none');
    expect(await mark(codes[21] ?? '', codes[0] ?? '')).toBe('DUPLICATE_CYCLE');
    expect(await mark(codes[21] ?? '', codes[1] ?? '')).toBe('none');
  });
});
