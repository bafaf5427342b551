import { randomUUID } from 'node:crypto';
import {
  SUBJECTS,
  type FeedPage,
  type MyReportsPage,
  type PersonalDataReadsPage,
  type ReportPublicEvent,
  type SealedFollower,
  type Unsealed,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { planOf } from '@sportello/postgres/testing';
import { addPeople } from '../../testing/many-people';
import {
  anyone,
  ELSEWHERE,
  MUNICIPALITY,
  notifications,
  operator,
  RunningReports,
  staff,
} from '../../testing/running-reports';
import { myReportsPageSql } from './my-reports.sql';

const NOW = '2026-03-02T09:00:00.000Z';
const elsewhere = { kind: 'anonymous', municipalityId: ELSEWHERE } as const;
const administrator = staff('sindaca', ['administrator'], []);

describe('the reports of whoever reads the mail of an address', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());
  beforeEach(() => (reports.now = NOW));

  const submit = (email: string, more: object = {}, by = anyone): Promise<{ code: string; trackingToken: string }> =>
    reports.submit({ reporter: { email, name: 'Una Sola' }, ...more }, by);
  const codesOf = async (email: string, municipalityId = MUNICIPALITY): Promise<readonly string[]> => {
    const found = await reports.value<{ codes: readonly string[] }>(
      SUBJECTS.codesOfAddress,
      { municipalityId, email },
      notifications,
    );
    return found.codes;
  };
  /** As the mail to who made this report would hold it. */
  async function linkOf(code: string, municipalityId = MUNICIPALITY): Promise<string> {
    const feed = await reports.value<FeedPage<ReportPublicEvent>>(SUBJECTS.reportFeed, { limit: 1000 }, notifications);
    const submitted = feed.events.find((event) => event.code === code && event.type === 'report.submitted');
    if (submitted?.type !== 'report.submitted') throw new Error('The feed does not tell of the submission');
    const { sealedReporter = '' } = submitted.data;
    const item = { municipalityId, code, sealedReporter, sealedTexts: [], withLink: true };
    const [opened] = await reports.value<Unsealed[]>(SUBJECTS.unseal, { items: [item] }, notifications);
    return opened?.linkToken ?? 'none';
  }
  const list = (token: string, more: object = {}, by = anyone): Promise<MyReportsPage> =>
    reports.value(SUBJECTS.myReports, { token, ...more }, by);
  const refused = (token: string, more: object = {}, by = anyone): Promise<string> =>
    reports.refusal(SUBJECTS.myReports, { token, ...more }, by);
  const codesIn = async (token: string): Promise<readonly string[]> =>
    (await list(token)).items.map(({ code }) => code);

  it('are listed with their own words, state, dates and token, the latest first; nobody else’s, and none of another Comune', async () => {
    const one = await submit('Ada@example.org');
    await submit('eva@example.org');
    await submit('ada@example.org', {}, elsewhere);
    reports.now = '2026-03-03T09:00:00.000Z';
    const two = await submit('ada@EXAMPLE.org', { type: 'complaint', subject: 'Rumore di notte' });
    await reports.command(SUBJECTS.assignReport, one.code, { departmentId: 'roads' });
    await reports.command(SUBJECTS.resolveReport, one.code, { outcome: 'fixed' });
    await reports.command(SUBJECTS.moderateText, one.code, { subject: 'Parole dell’ufficio', reason: 'Nomi' });
    for (const { code } of [one, two]) await reports.shows(code);
    expect(await codesOf('ada@example.org')).toHaveLength(2);
    const token = await linkOf(one.code);
    const page = await list(token);
    expect(page).toMatchObject({ page: 1, total: 2, atLeast: false });
    expect(page.items).toEqual([
      {
        code: two.code,
        type: 'complaint',
        category: expect.any(String),
        status: 'submitted',
        submittedAt: '2026-03-03T09:00:00.000Z',
        dueBy: expect.any(String),
        subject: 'Rumore di notte',
        trackingToken: two.trackingToken,
      },
      expect.objectContaining({
        code: one.code,
        status: 'resolved',
        submittedAt: NOW,
        endedAt: '2026-03-03T09:00:00.000Z',
        department: 'roads',
        subject: 'Voragine pericolosa',
        trackingToken: one.trackingToken,
      }),
    ]);
    expect(await codesIn(await linkOf(two.code))).toEqual([two.code, one.code]);
  });

  it('are found by the service that writes to reporters, and by nobody else', async () => {
    const asked = { municipalityId: MUNICIPALITY, email: 'ada@example.org' };
    for (const by of [anyone, operator])
      await expect(reports.ask(SUBJECTS.codesOfAddress, asked, by)).rejects.toThrow(/no right to ask/);
    expect(await codesOf('nobody@example.org')).toEqual([]);
    expect(await codesOf('ada@example.org', ELSEWHERE)).toHaveLength(1);
  });

  it('are shown for half an hour, in their own Comune, and to no other token', async () => {
    const { code, trackingToken } = await submit('bea@example.org');
    await reports.shows(code);
    expect(await codesOf('bea@example.org')).toEqual([code]);
    const token = await linkOf(code);
    expect(await codesIn(token)).toEqual([code]);
    expect(await refused(token, {}, elsewhere)).toBe('LINK_EXPIRED');
    const follower = await reports.value<SealedFollower>(
      SUBJECTS.sealFollower,
      { municipalityId: MUNICIPALITY, id: randomUUID(), email: 'bea@example.org' },
      notifications,
    );
    const [head, claims, signature = ''] = token.split('.');
    const other = signature.startsWith('A') ? 'B' : 'A';
    for (const wrong of [`${head}.${claims}.${other}${signature.slice(1)}`, `${head}.${claims}.x`, 'a.b.c'])
      expect(await refused(wrong)).toBe('LINK_EXPIRED');
    for (const wrong of [trackingToken, follower.token]) expect(await refused(wrong)).toBe('INVALID_REQUEST');
    expect(await reports.refusal(SUBJECTS.withdrawReport, { code, body: {}, reportToken: token }, anyone)).not.toBe(
      'none',
    );
    reports.now = '2026-03-02T09:29:59.000Z';
    expect(await codesIn(token)).toEqual([code]);
    reports.now = '2026-03-02T09:30:00.000Z';
    expect(await refused(token)).toBe('LINK_EXPIRED');
  });

  it('are gone from the list once their reporter is erased, also for a link of before', async () => {
    const [one, two] = [await submit('cleo@example.org'), await submit('cleo@example.org')];
    for (const { code } of [one, two]) await reports.shows(code);
    expect(await codesOf('cleo@example.org')).toHaveLength(2);
    const token = await linkOf(one.code);
    await reports.command(SUBJECTS.eraseReporter, one.code, {}, anyone, one.trackingToken);
    await eventually(async () => (await linkOf(one.code)) === 'none');
    expect(await codesIn(token)).toEqual([two.code]);
    await reports.command(SUBJECTS.eraseReporter, two.code, {});
    await eventually(async () => (await codesOf('cleo@example.org')).length === 0);
    expect(await list(token)).toMatchObject({ items: [], total: 0 });
  });

  it('are without subject once the texts are redacted', async () => {
    const { code } = await submit('dora@example.org');
    await reports.command(SUBJECTS.redactText, code, {});
    await reports.shows(code);
    const { items } = await list(await linkOf(code));
    expect(items).toMatchObject([{ code }]);
    expect(items[0]).not.toHaveProperty('subject');
  });

  it('come in pages, whose cursor is of this list of this address alone', async () => {
    const mine: string[] = [];
    for (let day = 1; day <= 5; day += 1) {
      // Two at the same moment, too.
      reports.now = `2026-02-0${Math.ceil(day / 2)}T09:00:00.000Z`;
      mine.push((await submit('elsa@example.org')).code);
    }
    const { code: other } = await submit('fina@example.org');
    reports.now = NOW;
    for (const code of [...mine, other]) await reports.shows(code);
    const token = await linkOf(mine[0] ?? '');
    const met: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(token, { pageSize: 2, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.total).toBe(5);
      met.push(...page.items.map(({ code }) => code));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(met).toHaveLength(5);
    expect(new Set(met)).toEqual(new Set(mine));
    // What the list of work does not hold, for whatever reason, hides nothing that is behind it.
    const [latest, second, third] = met;
    await reports.db.database.worker.query('delete from reports.work_queue_v3_g1 where code = $1', [latest]);
    const { next, items } = await list(token, { pageSize: 2 });
    expect(items.map(({ code }) => code)).toEqual([second]);
    expect((await list(token, { pageSize: 2, cursor: next })).items[0]?.code).toBe(third);
    expect(await refused(await linkOf(other), { cursor: next })).toBe('INVALID_REQUEST');
  });

  it('leave no row in the record when their reporter reads them, and one when the staff holds the link', async () => {
    const { code } = await submit('gina@example.org');
    await reports.shows(code);
    const token = await linkOf(code);
    const read = async (): Promise<PersonalDataReadsPage> =>
      reports.value(SUBJECTS.personalDataReads, { code }, administrator);
    await list(token);
    expect((await read()).items).toEqual([]);
    await list(token, {}, operator);
    expect((await read()).items).toMatchObject([{ actor: { id: 'urp' }, route: 'my-reports', what: ['texts'] }]);
    expect(reports.logged).not.toMatch(/gina@|Una Sola|Voragine/i);
    expect(reports.logged).not.toContain(token);
  });

  it('are found by an index, however many there are', async () => {
    await addPeople(reports.db.adminUrl, 20_000);
    const views = { mine: 'reports.personal_data_v1', queue: 'reports.work_queue_v3' };
    const { text, parameters } = myReportsPageSql(views, { municipalityId: MUNICIPALITY, contactHmac: 'h77' }, {});
    const plan = await planOf(reports.db.database.worker, text, parameters);
    expect(plan).toMatch(/personal_data_v1_g1_contacts/);
    expect(plan).not.toMatch(/Seq Scan on personal_data/);
  });
});
