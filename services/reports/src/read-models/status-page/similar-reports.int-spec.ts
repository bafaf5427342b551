import { SUBJECTS, type Actor, type RefusalCode, type SimilarReport } from '@sportello/contracts';
import {
  anyone,
  ELSEWHERE,
  green,
  operator,
  operatorElsewhere,
  roads,
  RunningReports,
} from '../../testing/running-reports';

const HERE = { lat: 41.5, lon: 13.5 };

describe('reports that may be about the same thing', () => {
  let reports: RunningReports;
  beforeEach(async () => {
    reports = await RunningReports.open();
  });
  afterEach(() => reports.close());

  const question = (more: object = {}): object => ({
    category: 'potholes',
    location: HERE,
    subject: 'Voragine davanti alla scuola',
    ...more,
  });
  const before = async (more: object = {}, by = anyone): Promise<readonly SimilarReport[]> =>
    reports.value(SUBJECTS.similarReports, question(more), by);
  const to = (code: string, by = operator): Promise<readonly SimilarReport[]> =>
    reports.value(SUBJECTS.similarTo, { code }, by);
  const refusal = (code: string, by: Parameters<RunningReports['refusal']>[2]): Promise<RefusalCode | 'none'> =>
    reports.refusal(SUBJECTS.similarTo, { code }, by);
  const codes = (found: readonly SimilarReport[]): string[] => found.map(({ code }) => code);

  /** In charge of the roads, unless nobody is to be. */
  async function sent(body: object = {}, inCharge = true): Promise<string> {
    const { code } = await reports.submit(body);
    if (inCharge) await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    await reports.shows(code);
    return code;
  }

  it('are offered to citizens when they are open, public and in charge, the likest first, five at most', async () => {
    const other = await sent({ subject: 'Tombino', description: 'Rotto' });
    const same = await sent();
    const found = await before();
    expect(codes(found)).toEqual([same, other]);
    expect(found[0]).toMatchObject({ subject: 'Voragine pericolosa', metres: 0 });
    for (let count = 0; count < 5; count += 1) await sent();
    expect(await before()).toHaveLength(5);
  });

  it('never show citizens, nor staff who ask as they do, what is private, unassigned, closed or elsewhere', async () => {
    await sent({}, false);
    await sent({ private: true });
    await sent({ type: 'complaint' });
    const closed = await sent();
    await reports.command(SUBJECTS.resolveReport, closed, { outcome: 'fixed' });
    await reports.shows(closed);
    await sent({ location: { lat: 41.51, lon: 13.5 } });
    expect([await before(), await before({}, operator), await before({}, operatorElsewhere)]).toEqual([[], [], []]);
  });

  it('are never those of another Comune, though they lie at the same place', async () => {
    const anyoneElsewhere: Actor = { kind: 'anonymous', municipalityId: ELSEWHERE };
    const { code } = await reports.submit({}, anyoneElsewhere);
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' }, operatorElsewhere);
    await reports.shows(code);
    expect([await before(), codes(await before({}, anyoneElsewhere))]).toEqual([[], [code]]);
    expect(await to(await sent())).toEqual([]);
  });

  it('are none of long ago, nor of another category in other words, though the same office sees to it', async () => {
    const code = await sent();
    expect(await before({ category: 'noise', subject: 'Musica alta' })).toEqual([]);
    reports.now = '2026-05-30T09:00:00.000Z';
    expect(codes(await before())).toEqual([code]);
    reports.now = '2026-06-02T09:00:00.000Z';
    expect(await before()).toEqual([]);
  });

  it('are compared in the words that the public reads', async () => {
    const code = await sent();
    await reports.command(SUBJECTS.moderateText, code, { subject: 'Una buca', hide: ['description'], reason: 'Nomi' });
    await reports.shows(code);
    expect(await before()).toMatchObject([{ code, subject: 'Una buca' }]);
  });

  it('show the front office also what is private or unassigned, and a department what is its own', async () => {
    const [one, secret, fresh] = [await sent(), await sent({ private: true }), await sent({}, false)];
    const ofGreen = await sent({ private: true });
    await reports.command(SUBJECTS.assignReport, ofGreen, { departmentId: 'green' });
    await reports.shows(ofGreen);
    expect(codes(await to(one)).sort()).toEqual([secret, fresh, ofGreen].sort());
    expect(codes(await to(one, roads)).sort()).toEqual([secret, fresh].sort());
    expect(codes(await to(ofGreen, green))).toEqual([one]);
    expect([await refusal(one, green), await refusal(secret, green), await refusal(one, operatorElsewhere)]).toEqual([
      'NOT_ALLOWED',
      'REPORT_NOT_FOUND',
      'REPORT_NOT_FOUND',
    ]);
    expect(await refusal(one, anyone)).toBe('NOT_ALLOWED');
  });

  it('are none of a report without coordinates, and can be merged', async () => {
    expect(await to(await sent({ location: { address: 'Via Garibaldi' } }))).toEqual([]);
    const [one, other] = [await sent(), await sent()];
    expect(codes(await to(other))).toEqual([one]);
    await reports.command(SUBJECTS.markDuplicate, other, { of: one });
    await reports.shows(other);
    expect(await to(one)).toEqual([]);
  });
});
