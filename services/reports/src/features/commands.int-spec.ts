import { SUBJECTS, type CommandReply, type ReportStatus } from '@sportello/contracts';
import { READ_MODELS } from '../index';
import { aCode, aPothole, operator, roads, RunningReports, MUNICIPALITY } from '../testing/running-reports';

describe('commands over the bus', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  /** An assigned report of the roads department, with its token. */
  async function assigned(): Promise<{ code: string; token: string }> {
    const { code, trackingToken } = await reports.submit();
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    return { code, token: trackingToken };
  }
  const outcome = ({ status, revision }: CommandReply): [ReportStatus, number] => [status, revision];

  it('leads a report from submission to resolution in four dated steps', async () => {
    const { code, status, revision, trackingToken, dueBy, submittedAt } = await reports.submit();
    expect({ status, revision, submittedAt, dueBy }).toEqual({
      status: 'submitted',
      revision: 0,
      submittedAt: '2026-03-02T09:00:00.000Z',
      dueBy: '2026-03-16T22:59:59.000Z',
    });
    expect(trackingToken).toMatch(/^\S{20,}$/);
    reports.now = '2026-03-03T09:00:00.000Z';
    expect(await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads', assigneeId: 'strade' })).toEqual(
      {
        code,
        status: 'assigned',
        revision: 1,
      },
    );
    reports.now = '2026-03-04T09:00:00.000Z';
    expect(outcome(await reports.command(SUBJECTS.startWork, code, {}, roads))).toEqual(['in_progress', 2]);
    reports.now = '2026-03-05T09:00:00.000Z';
    const done = { outcome: 'fixed', note: 'Chiusa con asfalto' };
    expect(outcome(await reports.command(SUBJECTS.resolveReport, code, done, roads))).toEqual(['resolved', 3]);
    expect((await reports.page(code)).timeline).toEqual([
      { status: 'submitted', step: 'submitted', at: '2026-03-02T09:00:00.000Z' },
      { status: 'assigned', step: 'assigned', at: '2026-03-03T09:00:00.000Z', department: 'roads' },
      { status: 'in_progress', step: 'started', at: '2026-03-04T09:00:00.000Z' },
      {
        status: 'resolved',
        step: 'resolved',
        at: '2026-03-05T09:00:00.000Z',
        outcome: 'fixed',
        note: 'Chiusa con asfalto',
      },
    ]);
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('moves the deadline by the working days that a report waited for its reporter', async () => {
    const { code, token } = await assigned();
    expect(outcome(await reports.command(SUBJECTS.requestInformation, code, { question: 'Dove?' }, roads))).toEqual([
      'waiting_for_reporter',
      2,
    ]);
    reports.now = '2026-03-04T09:00:00.000Z';
    const answer = await reports.command(
      SUBJECTS.provideInformation,
      code,
      { answer: 'Davanti al civico 12' },
      operator,
      token,
    );
    expect(outcome(answer)).toEqual(['assigned', 3]);
    expect((await reports.page(code)).dueBy).toBe('2026-03-18T22:59:59.000Z');
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('goes on without an answer when the office cancels its question', async () => {
    const { code } = await assigned();
    await reports.command(SUBJECTS.requestInformation, code, { question: 'Dove?' });
    expect(outcome(await reports.command(SUBJECTS.cancelInformationRequest, code, { note: 'Trovata' }))).toEqual([
      'assigned',
      3,
    ]);
  });

  it('takes rating, reopening and withdrawal from who holds the token', async () => {
    const { code, token } = await assigned();
    await reports.command(SUBJECTS.resolveReport, code, { outcome: 'answered' });
    const anonymous = { kind: 'anonymous', municipalityId: MUNICIPALITY } as const;
    const asReporter = (subject: string, body: object): Promise<CommandReply> =>
      reports.command(subject, code, body, anonymous, token);
    expect(outcome(await asReporter(SUBJECTS.rateReport, { rating: 4, comment: 'Bene' }))).toEqual(['resolved', 3]);
    expect(outcome(await asReporter(SUBJECTS.reopenReport, { reason: 'Si è riaperta' }))).toEqual(['assigned', 4]);
    expect(outcome(await asReporter(SUBJECTS.withdrawReport, { reason: 'Non serve più' }))).toEqual(['withdrawn', 5]);
  });

  it('rejects with a reason', async () => {
    const { code } = await reports.submit();
    expect(outcome(await reports.command(SUBJECTS.rejectReport, code, { reason: 'È una strada privata' }))).toEqual([
      'rejected',
      1,
    ]);
  });

  it('keeps notes, priority, deadline and visibility', async () => {
    const { code } = await assigned();
    await reports.command(SUBJECTS.addNote, code, { note: 'Solo per noi' }, roads);
    await reports.command(SUBJECTS.addNote, code, { note: 'Lavori lunedì', public: true }, roads);
    await reports.command(SUBJECTS.prioritiseReport, code, { priority: 'urgent' }, roads);
    await reports.command(SUBJECTS.changeDeadline, code, { dueBy: '2026-05-01T10:00:00+02:00' }, roads);
    const last = await reports.command(SUBJECTS.setVisibility, code, { visibility: 'private' });
    expect(outcome(last)).toEqual(['assigned', 6]);
    const page = await reports.page(code);
    expect(page).toMatchObject({ visibility: 'private', dueBy: '2026-05-01T08:00:00.000Z' });
    expect(page.timeline.map(({ note }) => note)).toEqual([undefined, undefined, 'Lavori lunedì']);
    const notADate = { code, body: { dueBy: '2026-W10' } };
    expect(await reports.refusal(SUBJECTS.changeDeadline, notADate, roads)).toBe('INVALID_REQUEST');
    const past = { code, body: { dueBy: '2026-01-01T00:00:00Z' } };
    expect(await reports.refusal(SUBJECTS.changeDeadline, past, roads)).toBe('DUE_DATE_IN_THE_PAST');
  });

  it.each([
    ['later than any Comune plans', '2036-03-02T09:00:01Z'],
    ['of a year that PostgreSQL writes in another way', '9999-12-31T23:59:59-14:00'],
    ['a week', '2026-W10'],
  ])('refuses a deadline that is %s, and whoever reads the reports never sees it', async (_what, dueBy) => {
    const { code } = await assigned();
    const refused = async (subject: string, body: object): Promise<unknown> => {
      const reply = await reports.ask(subject, { code, body }, operator);
      return reply.ok
        ? 'done'
        : [reply.refusal.code, reply.refusal.errors?.map(({ field }) => field.split('.').at(-1))];
    };
    expect(await refused(SUBJECTS.changeDeadline, { dueBy })).toEqual(['INVALID_REQUEST', ['dueBy']]);
    expect(await refused(SUBJECTS.assignReport, { departmentId: 'green', dueBy })).toEqual([
      'INVALID_REQUEST',
      ['dueBy'],
    ]);
    expect(outcome(await reports.command(SUBJECTS.changeDeadline, code, { dueBy: '2036-03-02T09:00:00Z' }))).toEqual([
      'assigned',
      2,
    ]);
  });

  it.each([
    ['an unknown category', { category: 'dragons' }, 'web', 'UNKNOWN_CATEGORY'],
    ['a place outside the Comune', { location: { lat: 45.4, lon: 9.2 } }, 'web', 'OUTSIDE_MUNICIPALITY'],
    ['a required question left out', { category: 'trees', answers: {} }, 'web', 'INVALID_REQUEST'],
    ['an answer to a question that is not asked', { answers: { colour: 'red' } }, 'web', 'INVALID_REQUEST'],
    ['a choice that is not offered', { answers: { size: 'gigantic' } }, 'web', 'INVALID_REQUEST'],
    ['a channel that the Comune does not offer', {}, 'open311', 'CHANNEL_NOT_OFFERED'],
    ['a channel that is not for the public', {}, 'phone', 'NOT_ALLOWED'],
    ['a text that is missing', { description: undefined }, 'web', 'INVALID_REQUEST'],
    ['a field that nobody knows', { colour: 'red' }, 'web', 'INVALID_REQUEST'],
  ])('refuses a submission with %s', async (_what, body, channel, code) => {
    const message = { code: aCode(), channel, body: { ...aPothole(), ...body } };
    expect(
      await reports.refusal(SUBJECTS.submitReport, message, { kind: 'anonymous', municipalityId: MUNICIPALITY }),
    ).toBe(code);
  });

  it('says which question is unanswered, in the words of the reporter', async () => {
    const body = { ...aPothole(), category: 'trees', answers: {}, reporter: { language: 'en' } };
    const reply = await reports.ask(SUBJECTS.submitReport, { code: aCode(), channel: 'phone', body }, operator);
    expect(reply).toMatchObject({
      ok: false,
      refusal: { errors: [{ field: 'answers.height', message: 'An answer is required: How tall?' }] },
    });
  });

  it('keeps a complaint private, and what somebody asked to keep private, and what the category keeps private', async () => {
    const visibility = async (body: object): Promise<string> =>
      (await reports.page((await reports.submit(body)).code)).visibility;
    expect(await visibility({ type: 'complaint' })).toBe('private');
    expect(await visibility({ private: true })).toBe('private');
    expect(await visibility({ category: 'noise', answers: {} })).toBe('private');
    expect(await visibility({})).toBe('public');
  });

  it('refuses a department that is not of the Comune, and a message that does not fit', async () => {
    const { code } = await reports.submit();
    const assign = (body: unknown): Promise<string> => reports.refusal(SUBJECTS.assignReport, { code, body }, operator);
    expect(await assign({ departmentId: 'dragons' })).toBe('UNKNOWN_DEPARTMENT');
    expect(await assign({ departmentId: 42 })).toBe('INVALID_REQUEST');
    expect(await assign('roads')).toBe('INVALID_REQUEST');
    expect(await reports.refusal(SUBJECTS.startWork, { code: 'NOT A CODE', body: {} }, operator)).toBe(
      'INVALID_REQUEST',
    );
    expect(await reports.refusal(SUBJECTS.startWork, { code: aCode(), body: {} }, operator)).toBe('REPORT_NOT_FOUND');
  });

  it('leaves read models that equal their rebuild from the log', async () => {
    const { code } = await assigned();
    await reports.shows(code);
    for (const { name } of READ_MODELS) {
      expect(await reports.verify(name)).toMatchObject({ equal: true, differences: [] });
    }
  });
});
