import { randomUUID } from 'node:crypto';
import {
  MAX_RESPONSE_TEMPLATES,
  MAX_RESPONSE_TEMPLATES_PAGE,
  MAX_RESPONSE_TEXT,
  SUBJECTS,
  type Actor,
  type PersonalDataReadsPage,
  type ResponseTemplate,
  type ResponseTemplatesPage,
} from '@sportello/contracts';
import {
  anyone,
  green,
  MUNICIPALITY,
  operator,
  operatorElsewhere,
  roads,
  RunningReports,
  staff,
} from '../testing/running-reports';

const mayor = staff('sindaca', ['administrator'], []);
const headOfRoads = staff('capo-strade', ['department_head'], ['roads']);
const headOfBoth = staff('capo', ['department_head'], ['roads', 'green']);
const editor = staff('redazione', ['editor'], []);

const CLOSED = {
  action: 'resolution',
  title: 'Buca chiusa',
  departments: ['roads'],
  categories: ['potholes'],
  texts: {
    it: '{subject} ({code}, {category}), inviata il {submitted}: {department} di {municipality} risponde entro il {deadline}.',
    en: '{subject}, sent on {submitted}: {department} answers by {deadline}.',
  },
};

describe('Response templates', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const add = (body: object = {}, by: Actor = operator): Promise<ResponseTemplate> =>
    reports.value(SUBJECTS.addResponseTemplate, message(body), by);
  const message = (body: object): object => ({ id: randomUUID(), requestHmac: 'hmac', body: { ...CLOSED, ...body } });
  const list = async (query: object = {}, by: Actor = operator): Promise<readonly ResponseTemplate[]> => {
    const all = { pageSize: MAX_RESPONSE_TEMPLATES_PAGE, ...query };
    return (await reports.value<ResponseTemplatesPage>(SUBJECTS.responseTemplates, all, by)).items;
  };
  const titles = async (query: object, by: Actor = operator): Promise<readonly string[]> =>
    (await list(query, by)).map(({ title }) => title);
  async function clear(): Promise<void> {
    for (const { id } of await list()) await reports.value(SUBJECTS.removeResponseTemplate, { id }, operator);
  }
  beforeEach(clear);

  describe('filled in for a report', () => {
    const filled = async (code: string, by: Actor = roads): Promise<ResponseTemplate['filled']> =>
      (await list({ report: code }, by))[0]?.filled;

    it('say what is known of it, in the language of who reported', async () => {
      await add();
      const { code } = await reports.submit();
      expect(await filled(code)).toEqual({
        language: 'it',
        text: `Voragine pericolosa (${code}, Buche), inviata il 2 marzo 2026: Strade di Borgo Prova risponde entro il 16 marzo 2026.`,
        missing: [],
      });
      const english = await reports.submit({ reporter: { email: 'a@reader.example', language: 'en' } });
      expect(await filled(english.code)).toEqual({
        language: 'en',
        text: 'Voragine pericolosa, sent on 2 March 2026: Roads answers by 16 March 2026.',
        missing: [],
      });
      await clear();
      await add({ texts: { it: 'Solo {code}' } });
      expect(await filled(english.code)).toMatchObject({ language: 'it', text: `Solo ${english.code}` });
    });

    it('send and write nothing', async () => {
      await add();
      const { code } = await reports.submit();
      const { revision } = await reports.page(code);
      await filled(code);
      expect((await reports.page(code)).revision).toBe(revision);
    });

    it('fit one answer, as many as a page may have of the longest there may be', async () => {
      const long = { it: '€'.repeat(MAX_RESPONSE_TEXT), en: '€'.repeat(MAX_RESPONSE_TEXT - 9) + '{subject}' };
      const { id } = await add({ title: '€'.repeat(100), texts: long });
      const slugs = Array.from({ length: 49 }, (_, at) => `${at}`.padStart(50, 'x'));
      await reports.db.database.asMunicipality(MUNICIPALITY, (sql) =>
        sql.query(
          `insert into response_templates
           select municipality_id, gen_random_uuid(), action, title, departments || $3::text[], categories || $3::text[], texts, revision,
                  request_hmac
             from response_templates, generate_series(1, $2) where municipality_id = $1`,
          [MUNICIPALITY, MAX_RESPONSE_TEMPLATES_PAGE, slugs],
        ),
      );
      await reports.value(SUBJECTS.removeResponseTemplate, { id }, operator);
      const subject = '€'.repeat(200);
      const { code } = await reports.submit({ subject, reporter: { email: 'a@reader.example', language: 'en' } });
      const shown = await list({ report: code });
      expect(shown).toHaveLength(MAX_RESPONSE_TEMPLATES_PAGE);
      expect(shown[0]?.filled?.text).toBe('€'.repeat(MAX_RESPONSE_TEXT - 9 + 200));
      const more = { report: code, pageSize: MAX_RESPONSE_TEMPLATES_PAGE + 1 };
      expect(await reports.refusal(SUBJECTS.responseTemplates, more, operator)).toBe('INVALID_REQUEST');
    });

    it('are those for its department and its category, or for all', async () => {
      await add({ title: 'di tutti', departments: [], categories: [] });
      await add({ title: 'delle strade', categories: [] });
      await add({ title: 'delle buche', departments: [] });
      await add({ title: 'del verde', departments: ['green'], categories: [] });
      await add({ title: 'degli alberi', departments: [], categories: ['trees'] });
      await add({ title: 'una domanda', action: 'question' });
      const { code } = await reports.submit();
      expect(await titles({ report: code })).toEqual(['una domanda', 'delle buche', 'delle strade', 'di tutti']);
      expect(await titles({ report: code, action: 'question' }, roads)).toEqual(['una domanda']);
      await reports.command(SUBJECTS.assignReport, code, { departmentId: 'green' });
      await reports.shows(code);
      expect(await titles({ report: code }, green)).toEqual(['del verde', 'delle buche', 'di tutti']);
    });

    it('are for who reads the whole report', async () => {
      await add({ departments: [] });
      const { code } = await reports.submit();
      const refusal = (by: Actor): Promise<string> => reports.refusal(SUBJECTS.responseTemplates, { report: code }, by);
      for (const by of [green, mayor, operatorElsewhere]) expect(await refusal(by)).toBe('REPORT_NOT_FOUND');
      await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
      await reports.shows(code);
      expect([await refusal(green), await refusal(roads)]).toEqual(['NOT_ALLOWED', 'none']);
    });

    it('have the words that the public reads, and a gap where nobody may read any', async () => {
      await add({ texts: { it: '{subject}' } });
      const { code } = await reports.submit();
      await reports.command(SUBJECTS.moderateText, code, { revision: 0, subject: 'Buca', reason: 'parole' });
      await reports.shows(code);
      expect(await filled(code)).toMatchObject({ text: 'Buca', missing: [] });
      await reports.command(SUBJECTS.redactText, code, {});
      await reports.shows(code);
      expect(await filled(code)).toMatchObject({ text: '{subject}', missing: ['subject'] });
    });

    it('stand in the record of reads when they show what somebody wrote, and else do not', async () => {
      const { code } = await reports.submit();
      const reads = async (): Promise<readonly unknown[]> => {
        const found = await reports.value<PersonalDataReadsPage>(SUBJECTS.personalDataReads, { code }, mayor);
        return found.items.map(({ actor, route, what }) => [actor.id, route, what]);
      };
      await add({ texts: { it: '{code}' } });
      await filled(code);
      expect(await reads()).toEqual([]);
      await clear();
      await add();
      await filled(code);
      expect(await reads()).toEqual([['strade', 'response-templates', ['texts']]]);
    });
  });

  describe('and rights', () => {
    it('are seen within the Comune alone, by every way there is', async () => {
      const { id } = await add();
      expect(await list({}, operatorElsewhere)).toEqual([]);
      const body = { ...CLOSED, departments: [], categories: [] };
      for (const [subject, more] of [
        [SUBJECTS.responseTemplate, {}],
        [SUBJECTS.changeResponseTemplate, { body }],
        [SUBJECTS.removeResponseTemplate, {}],
      ] as const)
        expect(await reports.refusal(subject, { id, ...more }, operatorElsewhere)).toBe('NOT_FOUND');
      // The same id elsewhere is another template.
      const there = { id, requestHmac: 'other', body: { ...body, title: 'altrove' } };
      await reports.value(SUBJECTS.addResponseTemplate, there, operatorElsewhere);
      expect(await titles({})).toEqual(['Buca chiusa']);
      const { rows } = await reports.db.database.asMunicipality(MUNICIPALITY, (sql) =>
        sql.query<{ municipality: string }>('select municipality_id as municipality from response_templates'),
      );
      expect(rows).toEqual([{ municipality: MUNICIPALITY }]);
      await reports.value(SUBJECTS.removeResponseTemplate, { id }, operatorElsewhere);
      expect(await list()).toHaveLength(1);
    });

    it('show a department what is for all and what is for it', async () => {
      await add({ title: 'di tutti', departments: [] });
      const { id } = await add({ title: 'delle strade' });
      await add({ title: 'di due', departments: ['roads', 'green'] });
      expect(await titles({}, green)).toEqual(['di due', 'di tutti']);
      expect(await titles({}, roads)).toEqual(['delle strade', 'di due', 'di tutti']);
      expect(await titles({}, mayor)).toHaveLength(3);
      const read = (by: Actor): Promise<string> => reports.refusal(SUBJECTS.responseTemplate, { id }, by);
      expect([await read(green), await read(roads)]).toEqual(['NOT_FOUND', 'none']);
    });

    it('let heads keep those of their departments alone', async () => {
      const refusedTo = (by: Actor, body: object): Promise<string> =>
        reports.refusal(SUBJECTS.addResponseTemplate, message(body), by);
      expect(await refusedTo(headOfRoads, {})).toBe('none');
      expect(await refusedTo(headOfRoads, { departments: [] })).toBe('NOT_ALLOWED');
      expect(await refusedTo(headOfRoads, { departments: ['green'] })).toBe('NOT_ALLOWED');
      expect(await refusedTo(headOfRoads, { departments: ['roads', 'green'] })).toBe('NOT_ALLOWED');
      expect(await refusedTo(headOfBoth, { departments: ['roads', 'green'] })).toBe('none');
      for (const by of [roads, editor, anyone]) expect(await refusedTo(by, {})).toBe('NOT_ALLOWED');
    });

    it('let nobody take a template to or from a department that is not theirs', async () => {
      const ours = await add({ departments: ['roads', 'green'] });
      const theirs = await add({ departments: ['green'] });
      const forAll = await add({ departments: [] });
      const change = (id: string): Promise<string> =>
        reports.refusal(SUBJECTS.changeResponseTemplate, { id, body: CLOSED }, headOfRoads);
      const remove = (id: string): Promise<string> =>
        reports.refusal(SUBJECTS.removeResponseTemplate, { id }, headOfRoads);
      for (const [{ id }, refusal] of [
        [ours, 'NOT_ALLOWED'],
        [theirs, 'NOT_FOUND'],
        [forAll, 'NOT_ALLOWED'],
      ] as const)
        expect([await change(id), await remove(id)]).toEqual([refusal, refusal]);
      const own = await add({});
      const away = { id: own.id, body: { ...CLOSED, departments: ['green'] } };
      expect(await reports.refusal(SUBJECTS.changeResponseTemplate, away, headOfRoads)).toBe('NOT_ALLOWED');
      expect(await list()).toHaveLength(4);
    });
  });

  it('are for departments and categories that there are', async () => {
    const refusal = (body: object): Promise<string> =>
      reports.refusal(SUBJECTS.addResponseTemplate, message(body), operator);
    expect(await refusal({ departments: ['navy'] })).toBe('UNKNOWN_DEPARTMENT');
    expect(await refusal({ categories: ['dragons'] })).toBe('UNKNOWN_CATEGORY');
    expect(await refusal({ texts: { it: '{name}' } })).toBe('INVALID_REQUEST');
  });

  it('are added once for one request, and changed on the revision that was read', async () => {
    const once = message({});
    const first = await reports.value<ResponseTemplate>(SUBJECTS.addResponseTemplate, once, operator);
    expect(await reports.value(SUBJECTS.addResponseTemplate, once, operator)).toEqual(first);
    const another = { ...once, requestHmac: 'another' };
    expect(await reports.refusal(SUBJECTS.addResponseTemplate, another, operator)).toBe('IDEMPOTENCY_KEY_REUSED');
    const { id } = first;
    const body = { ...CLOSED, title: 'Buca riparata' };
    const change = (title: string, expectedRevision: number): Promise<string> =>
      reports.refusal(SUBJECTS.changeResponseTemplate, { id, body: { ...body, title }, expectedRevision }, operator);
    expect(await change('Buca riparata', 0)).toBe('none');
    // Who got no answer asks again, and is not told that somebody else was quicker.
    expect(await change('Buca riparata', 0)).toBe('none');
    expect(await change('Altro', 0)).toBe('STALE_REVISION');
    expect(await reports.value(SUBJECTS.responseTemplate, { id }, operator)).toEqual({ id, ...body, revision: 1 });
    const remove = { id, expectedRevision: 0 };
    expect(await reports.refusal(SUBJECTS.removeResponseTemplate, remove, operator)).toBe('STALE_REVISION');
  });

  it('are so many at most in one Comune', async () => {
    const { id } = await add();
    await reports.db.database.asMunicipality(MUNICIPALITY, (sql) =>
      sql.query(
        `insert into response_templates
         select municipality_id, gen_random_uuid(), action, title, departments, categories, texts, revision, request_hmac
           from response_templates, generate_series(2, $2) where municipality_id = $1`,
        [MUNICIPALITY, MAX_RESPONSE_TEMPLATES],
      ),
    );
    const full = await reports.refusal(SUBJECTS.addResponseTemplate, message({}), operator);
    expect(full).toBe('TOO_MANY_RESPONSE_TEMPLATES');
    const elsewhere = message({ departments: [], categories: [] });
    expect(await reports.refusal(SUBJECTS.addResponseTemplate, elsewhere, operatorElsewhere)).toBe('none');
    const page = await reports.value<ResponseTemplatesPage>(SUBJECTS.responseTemplates, {}, operator);
    expect([page.items.length, page.total]).toEqual([20, MAX_RESPONSE_TEMPLATES]);
    await reports.db.database.asMunicipality(MUNICIPALITY, (sql) =>
      sql.query('delete from response_templates where id <> $1', [id]),
    );
    expect(await reports.refusal(SUBJECTS.addResponseTemplate, message({}), operator)).toBe('none');
  });
});
