import { createHash } from 'node:crypto';
import { mayWith, POLICY, ROLES, SUBJECTS, type Actor, type Role } from '@sportello/contracts';
import {
  anyone,
  ELSEWHERE,
  green,
  gateway,
  operator,
  operatorElsewhere,
  roads,
  RunningReports,
  staff,
} from '../testing/running-reports';

describe('who may do what', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const note = (code: string, by: Actor, reportToken?: string): Promise<string> =>
    reports.refusal(
      SUBJECTS.addNote,
      { code, body: { note: 'Vista' }, ...(reportToken === undefined ? {} : { reportToken }) },
      by,
    );

  it('lets the front office and the proposed department work on what nobody took charge of; others do not know it is there', async () => {
    const { code } = await reports.submit();
    expect(await note(code, operator)).toBe('none');
    expect(await note(code, roads)).toBe('none');
    expect(await note(code, green)).toBe('REPORT_NOT_FOUND');
    expect(await note(code, anyone)).toBe('REPORT_NOT_FOUND');
    expect(await note(code, operatorElsewhere)).toBe('REPORT_NOT_FOUND');
  });

  it('lets only the department in charge work on it, whatever the category proposes', async () => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'green' });
    expect(await note(code, green)).toBe('none');
    expect(await note(code, roads)).toBe('NOT_ALLOWED');
    await reports.command(SUBJECTS.setVisibility, code, { visibility: 'private' });
    expect(await note(code, roads)).toBe('REPORT_NOT_FOUND');
  });

  it('leaves visibility, redaction and erasure to the front office', async () => {
    const { code } = await reports.submit();
    expect(await reports.refusal(SUBJECTS.setVisibility, { code, body: { visibility: 'private' } }, roads)).toBe(
      'NOT_ALLOWED',
    );
    expect(await reports.refusal(SUBJECTS.redactText, { code, body: {} }, roads)).toBe('NOT_ALLOWED');
    expect(await reports.refusal(SUBJECTS.eraseReporter, { code, body: {} }, roads)).toBe('NOT_ALLOWED');
  });

  it('knows the reporter by the token of that report, and by no other', async () => {
    const [mine, other] = [await reports.submit(), await reports.submit()];
    const withdraw = (code: string, reportToken: string): Promise<string> =>
      reports.refusal(SUBJECTS.withdrawReport, { code, reportToken, body: {} }, anyone);
    expect(await withdraw(other.code, mine.trackingToken)).toBe('REPORT_NOT_FOUND');
    expect(await note(mine.code, anyone, mine.trackingToken)).toBe('NOT_ALLOWED');
    expect(await withdraw(mine.code, mine.trackingToken)).toBe('none');
  });

  it.each<[string, (token: string) => string]>([
    ['changed in one letter', (token) => `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`],
    ['cut', (token) => token.slice(0, -1)],
    ['longer', (token) => `${token}A`],
    ['empty', () => ''],
    ['a hash of itself', (token) => createHash('sha256').update(token).digest('base64url')],
    ['a claim that nobody signed', () => Buffer.from('{"alg":"none"}.{"sub":"reporter"}.').toString('base64url')],
  ])('takes no token of a report that is %s', async (_what, made) => {
    const { code, trackingToken } = await reports.submit();
    const page = await reports.page(code, anyone, { reportToken: made(trackingToken) });
    expect(page).not.toHaveProperty('subject');
    expect(await reports.page(code, anyone, { reportToken: trackingToken })).toHaveProperty('subject');
    const withdrawal = { code, reportToken: made(trackingToken), body: {} };
    expect(await reports.refusal(SUBJECTS.withdrawReport, withdrawal, anyone)).toBe('REPORT_NOT_FOUND');
    expect(await reports.refusal(SUBJECTS.reportReceipt, { code, reportToken: made(trackingToken) }, anyone)).not.toBe(
      'none',
    );
  });

  it('knows no reporter of another Comune by a token, even on a report of the same code', async () => {
    const { code, trackingToken } = await reports.submit();
    const elsewhere: Actor = { kind: 'anonymous', municipalityId: ELSEWHERE };
    const withdrawal = { code, reportToken: trackingToken, body: {} };
    expect(await reports.refusal(SUBJECTS.withdrawReport, withdrawal, elsewhere)).toBe('REPORT_NOT_FOUND');
    expect(await reports.refusal(SUBJECTS.reportPage, { code, reportToken: trackingToken }, elsewhere)).toBe(
      'REPORT_NOT_FOUND',
    );
  });

  it('gives services nothing that is for people, and the public nothing that is for staff', async () => {
    const { code } = await reports.submit();
    expect(await note(code, gateway)).toBe('UNKNOWN_MUNICIPALITY');
    expect(await reports.refusal(SUBJECTS.workQueue, {}, anyone)).toBe('NOT_ALLOWED');
    expect(await reports.refusal(SUBJECTS.reportHistory, { code }, anyone)).toBe('NOT_ALLOWED');
  });

  it('answers no role what the table of policies does not give it, whatever the door let through', async () => {
    const { code } = await reports.submit();
    const isRole = (party: string): party is Role => ROLES.some((role) => role === party);
    const forStaff = Object.entries(SUBJECTS)
      .filter(([, subject]) => subject.startsWith('reports.'))
      .filter(([action]) => POLICY[action as keyof typeof SUBJECTS].every(isRole));
    expect(forStaff.length).toBeGreaterThan(12);
    for (const role of ROLES) {
      const actor = staff(`some-${role}`, [role], ['roads']);
      for (const [action, subject] of forStaff) {
        if (mayWith([role], action as keyof typeof SUBJECTS)) continue;
        const refused = await reports.refusal(subject, { code, body: {} }, actor);
        expect({ role, subject, refused }).not.toEqual({ role, subject, refused: 'none' });
      }
      const reads = mayWith([role], 'workQueue') ? 'none' : 'NOT_ALLOWED';
      expect([role, await reports.refusal(SUBJECTS.workQueue, {}, actor)]).toEqual([role, reads]);
      expect([role, await reports.refusal(SUBJECTS.reportHistory, { code }, actor)]).toEqual([role, reads]);
    }
  });

  it('lets the head of the department in charge decide what the public sees of a report, and no other head', async () => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'green' });
    const hide = (departments: readonly string[]): Promise<string> =>
      reports.refusal(
        SUBJECTS.setVisibility,
        { code, body: { visibility: 'private' } },
        staff('capo', ['department_head'], departments),
      );
    expect(await hide(['roads'])).toBe('NOT_ALLOWED');
    expect(await hide(['roads', 'green'])).toBe('none');
  });

  it('shows a page by right: all to who answers for it and to the reporter, the public part to all, else only where it stands', async () => {
    const { code, trackingToken } = await reports.submit();
    const sees = async (by: Actor, reportToken?: string): Promise<string[]> => {
      const page = await reports.page(code, by, reportToken === undefined ? {} : { reportToken });
      return ['subject', 'description', 'location'].filter((field) => field in page);
    };
    const everything = ['subject', 'description', 'location'];
    expect([await sees(operator), await sees(roads), await sees(anyone, trackingToken)]).toEqual([
      everything,
      everything,
      everything,
    ]);
    expect([await sees(anyone), await sees(green), await sees(anyone, 'guess')]).toEqual([[], [], []]);

    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    await reports.command(SUBJECTS.requestInformation, code, { question: 'Il suo numero di casa?' });
    expect(await sees(anyone)).toEqual(everything);
    const lastNote = async (by: Actor): Promise<string | undefined> =>
      (await reports.page(code, by)).timeline.at(-1)?.note;
    expect([await lastNote(operator), await lastNote(anyone)]).toEqual(['Il suo numero di casa?', undefined]);

    await reports.command(SUBJECTS.setVisibility, code, { visibility: 'private' });
    expect(await sees(anyone)).toEqual([]);
    expect(await reports.refusal(SUBJECTS.reportPage, { code }, operatorElsewhere)).toBe('REPORT_NOT_FOUND');
  });
});
