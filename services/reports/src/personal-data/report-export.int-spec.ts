import {
  SUBJECTS,
  type PersonalDataRead,
  type PersonalDataReadsPage,
  type ReportExportPage,
  type ReportsOfContact,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { planOf } from '@sportello/postgres/testing';
import { Client } from 'pg';
import { addPeople } from '../testing/many-people';
import { reportsOfContactSql } from '../read-models/personal-data/reports-of-contact.query';
import {
  aCode,
  anyone,
  green,
  MUNICIPALITY,
  operator,
  operatorElsewhere,
  roads,
  RunningReports,
  staff,
} from '../testing/running-reports';

const administrator = staff('sindaca', ['administrator'], []);
const EMAIL = 'gelsomina@quagliarulo.example';

describe('what is held on a person', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const exported = (code: string, by = anyone, reportToken?: string, from = 0): Promise<ReportExportPage> =>
    reports.value(SUBJECTS.reportExport, { code, from, ...(reportToken && { reportToken }) }, by);
  const refused = (code: string, by = anyone, reportToken?: string): Promise<string> =>
    reports.refusal(SUBJECTS.reportExport, { code, from: 0, ...(reportToken && { reportToken }) }, by);
  const found = async (by = operator, contact: object = { email: EMAIL }): Promise<readonly string[]> =>
    (await reports.value<ReportsOfContact>(SUBJECTS.reportsOfContact, contact, by)).reports.map(({ code }) => code);

  it('is handed to who holds the token, opened, without what the office wrote to itself; to the front office with it', async () => {
    const { code, trackingToken } = await reports.submit();
    const assigned = { departmentId: 'roads', assigneeId: 'conto-di-bruno', note: 'Passare da Rossi' };
    await reports.command(SUBJECTS.assignReport, code, assigned);
    await reports.command(SUBJECTS.addNote, code, { note: 'La signora è nervosa' });
    await reports.command(SUBJECTS.resolveReport, code, { outcome: 'fixed', note: 'Riparata' });
    const mine = await exported(code, anyone, trackingToken);
    expect(mine.events[0]).toMatchObject({
      type: 'report.submitted',
      by: 'anonymous',
      data: {
        reporter: { name: 'Gelsomina Quagliarulo', phone: '333 1234567' },
        text: { subject: 'Voragine pericolosa', answers: { size: 'small' }, address: 'Via Garibaldi 12' },
        contactHmacs: '(2 HMACs)',
      },
    });
    const text = JSON.stringify(mine);
    expect(text).toContain('Riparata');
    expect(text).not.toMatch(/Rossi|nervosa|"urp"|sealed/);
    expect(mine.events.map(({ withheld = false }) => withheld)).toEqual([false, true, true, false]);
    const whole = JSON.stringify(await exported(code, operator));
    expect(whole).toMatch(/Rossi.*nervosa.*Riparata/);
    expect(text + whole).not.toContain('conto-di-bruno');
    expect(await exported(code, operator, undefined, 3)).toEqual({
      events: [expect.objectContaining({ revision: 3 })],
    });
    const read = { actor: { kind: 'staff', id: 'urp' }, route: 'export', codes: [code] };
    const recorded: PersonalDataReadsPage = await reports.value(SUBJECTS.personalDataReads, {}, administrator);
    expect(recorded.items.filter(({ route }) => route === 'export')).toEqual(
      Array(2).fill(expect.objectContaining(read)),
    );
    expect(reports.logged).not.toMatch(/nervosa|Quagliarulo/);
  });

  it('holds whatever the page shows to who reported, and no reason of the office', async () => {
    const { code, trackingToken } = await reports.submit();
    const office = (subject: string, body: object) => reports.command(subject, code, body);
    const reporter = (subject: string, body: object) => reports.command(subject, code, body, anyone, trackingToken);
    await office(SUBJECTS.assignReport, { departmentId: 'roads' });
    await office(SUBJECTS.startWork, {});
    await office(SUBJECTS.requestInformation, { question: 'A che altezza?' });
    await office(SUBJECTS.cancelInformationRequest, { note: 'La abbiamo trovata' });
    await office(SUBJECTS.requestInformation, { question: 'Da quando?' });
    await reporter(SUBJECTS.provideInformation, { answer: 'Da lunedì' });
    await office(SUBJECTS.correctReport, { location: { lat: 41.5, lon: 13.5, address: 'Via Mazzini 3' } });
    await office(SUBJECTS.addNote, { note: 'Domani il tecnico Sparapaoli', public: true });
    const offensive = { reason: 'Fa un nome' };
    await office(SUBJECTS.moderateText, { ...offensive, subject: 'Una buca' });
    await office(SUBJECTS.moderateText, { ...offensive, revision: 8, text: 'Domani il tecnico' });
    await office(SUBJECTS.resolveReport, { outcome: 'fixed', note: 'Riparata' });
    await reporter(SUBJECTS.reopenReport, { reason: 'Si è riaperta' });
    await office(SUBJECTS.rejectReport, { reason: 'Strada provinciale' });
    const { subject, description, location, timeline } = await reports.page(code, anyone, {
      reportToken: trackingToken,
    });
    const notes = timeline.flatMap(({ note }) => note ?? []);
    const shown = [subject, description, location?.address, ...notes];
    expect(shown).toEqual(expect.arrayContaining(['Una buca', 'Via Mazzini 3', 'Domani il tecnico']));
    expect(notes).toHaveLength(8);
    const held = await exported(code, anyone, trackingToken);
    const texts = held.events.map(({ data }) => JSON.stringify(data)).join();
    expect(shown.filter((words) => !texts.includes(words ?? ''))).toEqual([]);
    expect(texts).not.toContain('Fa un nome');
    expect(held.events.some(({ withheld }) => withheld)).toBe(false);
    expect(JSON.stringify(await exported(code, operator))).toContain('Fa un nome');
  });

  it('is forgotten with the order to forget, before the keys are gone', async () => {
    const { code, trackingToken } = await reports.submit();
    const client = new Client({ connectionString: reports.db.adminUrl });
    await client.connect();
    try {
      await client.query('begin; lock table keyring.keys in share mode');
      await reports.command(SUBJECTS.redactText, code, {});
      const redacted = JSON.stringify(await exported(code, anyone, trackingToken));
      expect(redacted).toContain('Quagliarulo');
      expect(redacted).not.toContain('Voragine');
      await reports.command(SUBJECTS.eraseReporter, code, {});
      expect(JSON.stringify(await exported(code, operator))).not.toContain('Quagliarulo');
    } finally {
      await client.end();
    }
  });

  it('is handed to nobody else, not even to the department in charge', async () => {
    const [{ code }, other] = [await reports.submit(), await reports.submit()];
    expect([await refused(code), await refused(code, anyone, other.trackingToken)]).toEqual(
      Array(2).fill('REPORT_NOT_FOUND'),
    );
    expect([await refused(code, roads), await refused(code, green)]).toEqual(['NOT_ALLOWED', 'REPORT_NOT_FOUND']);
    expect(await refused(code, operatorElsewhere)).toBe('REPORT_NOT_FOUND');
  });

  it('is found by a contact, by the front office of the Comune alone, and no more once it was erased', async () => {
    const contact = { email: 'Una.Sola@example.org' };
    const [one, two] = [await reports.submit({ reporter: contact }), await reports.submit({ reporter: contact })];
    for (const { code } of [one, two]) await reports.shows(code);
    expect(await found(operator, { email: 'una.sola@EXAMPLE.org' })).toHaveLength(2);
    expect(await found(operatorElsewhere, contact)).toEqual([]);
    const searches = async (): Promise<readonly PersonalDataRead[]> => {
      const all = { pageSize: 100 };
      const { items }: PersonalDataReadsPage = await reports.value(SUBJECTS.personalDataReads, all, administrator);
      return items.filter(({ route }) => route === 'contact');
    };
    const before = await searches();
    reports.now = '2026-03-02T10:00:00.000Z';
    expect(await found(operator, { email: 'nobody@example.org' })).toEqual([]);
    reports.now = '2026-03-02T11:00:00.000Z';
    expect((await found(operator, contact)).length).toBe(2);
    const [last, none, ...earlier] = await searches();
    const written = { actor: { kind: 'staff', id: 'urp' }, what: ['reporter'] };
    expect(none).toMatchObject({ ...written, codes: [] });
    expect(last).toMatchObject({ ...written, codes: expect.arrayContaining([one.code, two.code]) });
    expect(earlier).toHaveLength(before.length);
    for (const by of [roads, anyone])
      expect(await reports.refusal(SUBJECTS.reportsOfContact, contact, by)).toBe('NOT_ALLOWED');
    for (const wrong of [{}, { ...contact, phone: '333 1234567' }, { email: 'nobody' }])
      expect(await reports.refusal(SUBJECTS.reportsOfContact, wrong, operator)).toBe('INVALID_REQUEST');
    await reports.command(SUBJECTS.eraseReporter, one.code, {});
    await reports.shows(one.code);
    expect(await found(operator, contact)).toEqual([two.code]);
    await eventually(async () => JSON.stringify(await exported(one.code, operator)).includes('(erased)'));
  });

  it('is found to the last report of one contact, five hundred at a time', async () => {
    const contact = { email: 'ditta.molte@example.org' };
    const { code } = await reports.submit({ reporter: contact });
    await reports.shows(code);
    const client = new Client({ connectionString: reports.db.adminUrl });
    await client.connect();
    try {
      // Many share their moment with another.
      await client.query(
        `insert into reports.personal_data_v1_g1 (municipality_id, code, revision, submitted_at, reporter_erased, text_redacted, contact_hmacs)
         select municipality_id, more.code, 0, submitted_at - make_interval(hours => (n / 3)::int), false, false, contact_hmacs
           from reports.personal_data_v1_g1 as one, unnest($2::text[]) with ordinality as more (code, n) where one.code = $1`,
        [code, Array.from({ length: 1100 }, () => aCode())],
      );
      const { rows } = await client.query<{ code: string }>(
        `select many.code from reports.personal_data_v1_g1 as many, reports.personal_data_v1_g1 as one
          where one.code = $1 and many.contact_hmacs = one.contact_hmacs order by many.submitted_at desc, many.code desc`,
        [code],
      );
      const told: string[][] = [];
      for (let more = true; more;) {
        const before = told.at(-1)?.at(-1);
        const query = { ...contact, ...(before === undefined ? {} : { before }) };
        const page = await reports.value<ReportsOfContact>(SUBJECTS.reportsOfContact, query, operator);
        told.push(page.reports.map((one) => one.code));
        ({ more } = page);
      }
      expect(told.map(({ length }) => length)).toEqual([500, 500, 101]);
      expect(told.flat()).toEqual(rows.map((row) => row.code));
      const unknown = { ...contact, before: aCode() };
      expect(await reports.refusal(SUBJECTS.reportsOfContact, unknown, operator)).toBe('INVALID_REQUEST');
    } finally {
      await client.end();
    }
  });

  it('is found by its index', async () => {
    await addPeople(reports.db.adminUrl, 20_000);
    const text = reportsOfContactSql('reports.personal_data_v1');
    for (const before of [null, 'C77']) {
      const plan = await planOf(reports.db.database.worker, text, [MUNICIPALITY, ['h77'], before]);
      expect(plan).toMatch(/personal_data_v1_g1_contacts/);
      expect(plan).not.toMatch(/Seq Scan/);
    }
  });
});
