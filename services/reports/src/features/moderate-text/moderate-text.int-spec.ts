import { SUBJECTS, type HistoryEntry, type ListPage, type PublicReport, type RefusalCode } from '@sportello/contracts';
import {
  anyone,
  green,
  operator,
  operatorElsewhere,
  roads,
  RunningReports,
  staff,
} from '../../testing/running-reports';

const head = staff('capo', ['department_head'], ['roads']);
const OFFENCE = 'Il geometra Sparapaoli ruba';

describe('moderating what the public reads', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  /** In charge of the roads, for everybody to read. */
  async function offensive(): Promise<string> {
    const { code } = await reports.submit({ subject: OFFENCE, description: 'La voragine è sempre lì' });
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    return code;
  }
  const moderate = (code: string, body: object, by = operator): Promise<RefusalCode | 'none'> =>
    reports.refusal(SUBJECTS.moderateText, { code, body: { reason: 'Offensivo', ...body } }, by);
  const found = async (q: string, more: object = {}): Promise<readonly PublicReport[]> =>
    (await reports.value<ListPage<PublicReport>>(SUBJECTS.publicReports, { q, ...more }, anyone)).items;

  it('shows other words on the page, in the list and to the search; what was left out stays as it is read', async () => {
    const code = await offensive();
    const { now } = reports;
    reports.now = '2026-03-03T09:00:00.000Z';
    expect(await moderate(code, { subject: 'Buca in attesa di lavori' })).toBe('none');
    const words = { subject: 'Buca in attesa di lavori', description: 'La voragine è sempre lì', moderated: true };
    expect(await reports.page(code, anyone)).toMatchObject(words);
    expect(await reports.page(code, anyone, { asOf: now })).toMatchObject(words);
    expect(await found('Sparapaoli')).toEqual([]);
    const listed = { code, subject: 'Buca in attesa di lavori' };
    expect(await found('attesa lavori voragine')).toMatchObject([listed]);
    expect(await found('attesa lavori voragine', { asOf: now })).toMatchObject([listed]);

    expect(await moderate(code, { hide: ['description'] })).toBe('none');
    const page = await reports.page(code, anyone);
    expect([page.subject, page.description, page.location?.address]).toEqual([
      'Buca in attesa di lavori',
      undefined,
      'Via Garibaldi 12',
    ]);
  });

  it('leaves the original to the history of the staff, and restores it', async () => {
    const code = await offensive();
    await moderate(code, { hide: ['subject', 'description'], reason: 'Fa un nome' });
    const history = await reports.value<readonly HistoryEntry[]>(SUBJECTS.reportHistory, { code }, roads);
    expect(history[0]?.data).toMatchObject({ subject: OFFENCE });
    expect(history[2]).toMatchObject({ type: 'report.text-moderated', data: { revision: 0, reason: 'Fa un nome' } });
    expect(history[2]?.data).not.toHaveProperty('subject');

    expect(await moderate(code, { restore: true })).toBe('none');
    const page = await reports.page(code, anyone);
    expect(page).toMatchObject({ subject: OFFENCE, description: 'La voragine è sempre lì' });
    expect(page).not.toHaveProperty('moderated');
    expect(await found('Sparapaoli')).toMatchObject([{ code }]);
  });

  it('changes or hides one step, also of a page of another day', async () => {
    const code = await offensive();
    await reports.command(SUBJECTS.addNote, code, { note: 'Chiamare Sparapaoli', public: true });
    const { now } = reports;
    reports.now = '2026-03-04T09:00:00.000Z';
    const note = async (asOf?: string): Promise<unknown> => {
      const page = await reports.page(code, anyone, asOf === undefined ? {} : { asOf });
      const { note: words, moderated } = page.timeline.at(-1) ?? {};
      return [words, moderated];
    };
    expect(await moderate(code, { revision: 2, text: 'Chiamare il geometra' }, head)).toBe('none');
    expect([await note(), await note(now)]).toEqual(Array(2).fill(['Chiamare il geometra', true]));
    await moderate(code, { revision: 2, hide: ['text'] });
    expect([await note(), await note(now)]).toEqual(Array(2).fill([undefined, true]));
    await moderate(code, { revision: 2, restore: true });
    expect([await note(), await note(now)]).toEqual(Array(2).fill(['Chiamare Sparapaoli', undefined]));
  });

  it('is for the front office and the head of the department alone', async () => {
    const code = await offensive();
    const body = { hide: ['subject'] };
    expect(await moderate(code, body, roads)).toBe('NOT_ALLOWED');
    expect(await moderate(code, body, green)).toBe('NOT_ALLOWED');
    expect(await moderate(code, body, staff('capo', ['department_head'], ['green']))).toBe('NOT_ALLOWED');
    expect(await moderate(code, body, operatorElsewhere)).toBe('REPORT_NOT_FOUND');
    expect(await moderate(code, body, head)).toBe('none');
  });

  it('has nothing to say of what nobody else reads, and says what is wrong with the request', async () => {
    const code = await offensive();
    await reports.command(SUBJECTS.addNote, code, { note: 'Tra noi' });
    expect(await moderate(code, { revision: 1, text: 'altro' })).toBe('NO_TEXT_TO_MODERATE');
    expect(await moderate(code, { revision: 2, text: 'altro' })).toBe('NO_TEXT_TO_MODERATE');
    expect(await moderate(code, { revision: 9, text: 'altro' })).toBe('NO_TEXT_TO_MODERATE');
    for (const body of [
      {},
      { text: 'altro' },
      { revision: 2, subject: 'altro' },
      { subject: 'altro', hide: ['subject'] },
      { subject: 'altro', restore: true },
    ]) {
      expect([body, await moderate(code, body)]).toEqual([body, 'INVALID_REQUEST']);
    }
    await reports.command(SUBJECTS.redactText, code, {});
    expect(await moderate(code, { subject: 'altro' })).toBe('REPORT_TEXT_REDACTED');
  });

  it('two at once each keep what the other changed', async () => {
    const code = await offensive();
    const answers = await Promise.all([
      moderate(code, { subject: 'Una buca' }),
      moderate(code, { description: 'In mezzo alla via' }),
    ]);
    expect(answers).toEqual(['none', 'none']);
    expect(await reports.page(code, anyone)).toMatchObject({ subject: 'Una buca', description: 'In mezzo alla via' });
  });

  it('survives a rebuild of the page', async () => {
    const code = await offensive();
    await moderate(code, { subject: 'Una buca' });
    await reports.page(code, anyone);
    expect(await reports.verify('status_page')).toMatchObject({ differences: [] });
  });
});
