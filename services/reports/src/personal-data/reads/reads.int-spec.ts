import { randomBytes, randomUUID } from 'node:crypto';
import {
  OPERATOR_SUBJECTS,
  SUBJECTS,
  type Actor,
  type OperationStarted,
  type OperationView,
  type PersonalDataRead,
  type PersonalDataReadsPage,
  type SealedFileKeys,
  type WorkQueuePage,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { planOf } from '@sportello/postgres/testing';
import { Client } from 'pg';
import { readsPageSql } from '../../read-models/personal-data-reads/personal-data-reads.sql';
import {
  aCode,
  anyone,
  ELSEWHERE,
  gateway,
  green,
  MUNICIPALITY,
  operator,
  operatorElsewhere,
  ops,
  roads,
  RunningReports,
  staff,
} from '../../testing/running-reports';

const administrator = staff('sindaca', ['administrator'], []);
const administratorElsewhere = staff('altra-sindaca', ['administrator'], [], ELSEWHERE);

describe('the record of who reads personal data', () => {
  let reports: RunningReports;
  let owner: Client;
  beforeAll(async () => {
    reports = await RunningReports.open();
    owner = new Client({ connectionString: reports.db.adminUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await reports.close();
  });

  const page = (query: object = {}, by: Actor = administrator): Promise<PersonalDataReadsPage> =>
    reports.value(SUBJECTS.personalDataReads, query, by);
  /** What is new in the record since the last look, the oldest first. */
  let seen = 0;
  const news = async (): Promise<readonly PersonalDataRead[]> => {
    const { items, total } = await page({ pageSize: 100 });
    const added = items.slice(0, total - seen);
    seen = total;
    // What is read from now on is later than all this.
    reports.now = new Date(Date.parse(reports.now) + 1000).toISOString();
    return added.reverse();
  };
  async function listed(body: object = {}): Promise<{ code: string; trackingToken: string }> {
    const submitted = await reports.submit(body);
    await reports.shows(submitted.code);
    return submitted;
  }
  const shut = (): Promise<unknown> =>
    owner.query(`alter table reports.personal_data_reads add constraint shut check (false) not valid`);
  const open = (): Promise<unknown> => owner.query(`alter table reports.personal_data_reads drop constraint shut`);

  it('has one row for each answer that showed more than everybody may see, by whom, where and what', async () => {
    const attachment = randomUUID();
    const { code } = await listed({ attachments: [attachment] });
    const file = { code, files: [{ id: attachment, key: randomBytes(32).toString('base64url') }] };
    const { sealed } = await reports.value<SealedFileKeys>(
      SUBJECTS.sealFileKeys,
      { municipalityId: MUNICIPALITY, ...file },
      gateway,
    );
    await news();
    await reports.value(SUBJECTS.reportPage, { code }, operator);
    await reports.value(SUBJECTS.reportHistory, { code }, roads);
    await reports.value(SUBJECTS.openFile, { code, attachment, sealedKey: sealed[0] }, roads);
    await reports.value(SUBJECTS.reportPage, { code, asOf: reports.now }, roads);
    await reports.value(OPERATOR_SUBJECTS.streamPage, { code, revision: 0, personal: true }, ops);
    await reports.value(OPERATOR_SUBJECTS.pageAsOf, { code, at: reports.now, personal: true }, ops);
    const by = (kind: string, id: string): object => ({ at: reports.now, actor: { kind, id }, codes: [code] });
    const expected = [
      { ...by('staff', 'urp'), route: 'report', what: ['texts', 'notes'] },
      { ...by('staff', 'strade'), route: 'history', what: ['texts', 'notes'] },
      { ...by('staff', 'strade'), route: 'attachment', what: ['files'] },
      { ...by('staff', 'strade'), route: 'report', what: ['texts', 'notes'] },
      { ...by('service', 'ops'), route: 'log', what: ['texts', 'notes', 'reporter'] },
      { ...by('service', 'ops'), route: 'report-as-of', what: ['texts', 'notes'] },
    ];
    const added = await news();
    expect(added).toHaveLength(expected.length);
    expect(added).toEqual(expect.arrayContaining(expected));
  });

  it('has one row of fifty codes for a page of fifty', async () => {
    const sent = await Promise.all(Array.from({ length: 52 }, () => reports.submit()));
    for (const { code } of sent) await reports.shows(code);
    await news();
    const shown = await queue(operator, { pageSize: 50 });
    const [row, ...more] = await news();
    expect(more).toEqual([]);
    expect(row).toMatchObject({ actor: { id: 'urp' }, route: 'work-queue', what: ['texts'] });
    expect(new Set(row?.codes)).toEqual(new Set(shown.items.map(({ code }) => code)));
    expect(row?.codes).toHaveLength(50);
  });

  it('has a row of the reports that a search counts, also where the page shows none of them', async () => {
    const subject = 'Fontana zampillante';
    const [mine, others] = [await listed({ subject }), await listed({ subject })];
    await reports.command(SUBJECTS.assignReport, others.code, { departmentId: 'green' });
    await reports.shows(others.code);
    await news();
    expect(await queue(roads, { q: 'zampillante', page: 2 })).toMatchObject({ items: [], total: 1 });
    const read = { actor: { kind: 'staff', id: 'strade' }, route: 'work-queue', what: ['texts'], codes: [mine.code] };
    expect(await news()).toMatchObject([read]);
    // Without words nothing is told of what anybody wrote.
    expect(await queue(roads, { page: 100 })).toMatchObject({ items: [] });
    expect(await news()).toEqual([]);
  });

  it('names the first hundred of what a search counts behind its last page, however many they are', async () => {
    const { code } = await listed({ subject: 'Lampione tremolante' });
    await owner.query(
      `insert into reports.work_queue_v3
       select (jsonb_populate_record(one, jsonb_build_object('code', more.code, 'sealed_text', null))).*
         from reports.work_queue_v3 as one, unnest($2::text[]) as more (code) where one.code = $1`,
      [code, Array.from({ length: 150 }, () => aCode())],
    );
    await news();
    const search = { q: 'tremolante', sort: '-submittedAt' };
    expect(await queue(operator, { ...search, page: 9999 })).toMatchObject({ items: [], total: 151 });
    const [row, ...more] = await news();
    expect(more).toEqual([]);
    const { items } = await queue(operator, { ...search, pageSize: 100 });
    expect(new Set(row?.codes)).toEqual(new Set(items.map((item) => item.code)));
    expect(row?.codes).toHaveLength(100);
  });

  it('has one row each for answers that are given at once', async () => {
    const { code } = await listed();
    await news();
    await Promise.all(Array.from({ length: 30 }, () => reports.value(SUBJECTS.reportPage, { code }, operator)));
    expect(await news()).toHaveLength(30);
  });

  it('has no row for what everybody sees, for the reporter, for what is shown to nobody, and for what is refused', async () => {
    const { code, trackingToken } = await listed();
    await news();
    await reports.value(SUBJECTS.reportPage, { code }, anyone);
    await reports.value(SUBJECTS.reportPage, { code, reportToken: trackingToken }, anyone);
    // Another department sees no more than where it stands.
    await reports.value(SUBJECTS.reportPage, { code }, green);
    await reports.value(SUBJECTS.publicReports, {}, operator);
    expect(await reports.refusal(SUBJECTS.reportHistory, { code }, green)).not.toBe('none');
    await reports.value(OPERATOR_SUBJECTS.streamPage, { code, revision: 0 }, ops);
    await queue(operator, { q: 'parolainesistente' });
    await reports.command(SUBJECTS.redactText, code, {});
    await reports.shows(code);
    await reports.value(SUBJECTS.reportPage, { code }, operator);
    expect(await news()).toEqual([]);
  });

  it('cannot be gone round: when a row cannot be written, no text leaves, and the same again shows it once it can', async () => {
    const attachment = randomUUID();
    const { code } = await listed({ attachments: [attachment] });
    const asked: readonly (readonly [string, object, Actor])[] = [
      [SUBJECTS.workQueue, {}, operator],
      [SUBJECTS.reportPage, { code }, operator],
      [SUBJECTS.reportHistory, { code }, roads],
      [SUBJECTS.similarTo, { code }, operator],
      [SUBJECTS.openFile, { code, attachment }, operator],
      [SUBJECTS.responseTemplates, { report: code }, operator],
      [OPERATOR_SUBJECTS.streamPage, { code, revision: 0, personal: true }, ops],
      [OPERATOR_SUBJECTS.logPage, { limit: 5, personal: true }, ops],
      [OPERATOR_SUBJECTS.pageAsOf, { code, at: reports.now, personal: true }, ops],
    ];
    const body = { action: 'note', title: 'Oggetto', texts: { it: '{subject}' } };
    await reports.value(SUBJECTS.addResponseTemplate, { id: randomUUID(), requestHmac: 'hmac', body }, operator);
    await shut();
    try {
      for (const [subject, message, by] of asked)
        await expect(reports.ask(subject, message, by)).rejects.toMatchObject({ name: 'BusUnavailable' });
      expect(JSON.stringify(await reports.value(SUBJECTS.reportPage, { code }, green))).not.toContain('Voragine');
    } finally {
      await open();
    }
    for (const [subject, message, by] of asked) expect(await reports.refusal(subject, message, by)).toBe('none');
  });

  it('is shown to the administrators of its own Comune, and to nobody else', async () => {
    const { code } = await listed();
    await reports.value(SUBJECTS.reportPage, { code }, operator);
    expect((await page({ code })).items).toHaveLength(1);
    for (const query of [{}, { code }, { actor: 'urp' }])
      expect(await page(query, administratorElsewhere)).toMatchObject({ items: [], total: 0 });
    for (const by of [operator, roads, operatorElsewhere, anyone])
      expect(await reports.refusal(SUBJECTS.personalDataReads, { code }, by)).toBe('NOT_ALLOWED');
    const { next } = await page({ pageSize: 1 });
    expect(await reports.refusal(SUBJECTS.personalDataReads, { cursor: next }, administratorElsewhere)).toBe(
      'INVALID_REQUEST',
    );
    expect(await reports.refusal(SUBJECTS.personalDataReads, { cursor: next, code }, administrator)).toBe(
      'INVALID_REQUEST',
    );
  });

  it('is looked through by report, by reader and by time, page by page without a gap while others read', async () => {
    const { code } = await listed();
    const readings: string[] = [];
    for (const [day, by] of [
      ['2026-05-01', operator],
      ['2026-05-02', roads],
      ['2026-05-03', operator],
      ['2026-05-04', roads],
      ['2026-05-05', operator],
    ] as const) {
      reports.now = `${day}T09:00:00.000Z`;
      readings.unshift(reports.now);
      await reports.value(SUBJECTS.reportPage, { code }, by);
    }
    const times = async (query: object): Promise<readonly string[]> => (await page(query)).items.map(({ at }) => at);
    expect(await times({ code })).toEqual(readings);
    expect(await times({ code, actor: 'strade' })).toEqual([readings[1], readings[3]]);
    expect(await times({ code, from: readings[3], to: readings[1] })).toEqual([readings[3], readings[2]].reverse());
    const met: string[] = [];
    let cursor: string | undefined;
    do {
      const one = await page({ code, pageSize: 2, ...(cursor === undefined ? {} : { cursor }) });
      expect(one.total).toBeGreaterThanOrEqual(5);
      met.push(...one.items.map(({ at }) => at));
      cursor = one.next;
      reports.now = '2026-05-06T09:00:00.000Z';
      await reports.value(SUBJECTS.reportPage, { code }, operator);
    } while (cursor !== undefined);
    expect(met).toEqual(readings);
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('is added to and read by the service, which can change and remove nothing of it', async () => {
    const { database } = reports.db;
    for (const statement of [
      `update personal_data_reads set actor_id = 'x'`,
      'delete from personal_data_reads',
      'truncate personal_data_reads',
    ]) {
      await expect(database.worker.query(statement)).rejects.toMatchObject({ code: '42501' });
      await expect(database.asMunicipality(MUNICIPALITY, (sql) => sql.query(statement))).rejects.toMatchObject({
        code: '42501',
      });
    }
    const visible = (municipality: string): Promise<{ rows: readonly { n: number }[] }> =>
      database.asMunicipality(municipality, (sql) =>
        sql.query<{ n: number }>('select count(*)::int as n from personal_data_reads'),
      );
    expect((await visible(MUNICIPALITY)).rows[0]?.n).toBeGreaterThan(0);
    expect((await visible(ELSEWHERE)).rows[0]?.n).toBe(0);
  });

  it.each([100, 20])('is told to its last code in pages of %i, however many codes its rows hold', async (pageSize) => {
    const { code } = await listed({ subject: 'Panchina divelta' });
    for (let search = 0; search < 4; search += 1) await queue(operator, { q: 'divelta', page: 9999 });
    const draft = {
      areas: [],
      routing: [{ id: 'a', when: { answers: { size: ['small'] } }, then: { priority: 'low' } }],
    };
    const trial = { municipality: MUNICIPALITY, draft, from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
    const { id } = await reports.value<OperationStarted>(OPERATOR_SUBJECTS.tryRouting, trial, ops);
    const operation = { id, taken: 0 };
    await eventually(
      async () =>
        (await reports.value<OperationView>(OPERATOR_SUBJECTS.reportsOperation, operation, ops)).state === 'done',
    );
    expect((await page({ code, actor: 'ops' })).items).toHaveLength(1);
    // The latest make the longest page that there can be: all but full, and then one of the longest rows that were ever written.
    const written = [
      ...Array<number>(20).fill(1_900),
      ...Array<number>(4).fill(10_000),
      ...Array<number>(99).fill(200),
    ];
    await owner.query(
      `insert into reports.personal_data_reads (municipality_id, at, actor_kind, actor_id, what, route, codes)
       select $1, $2::timestamptz + n * interval '1 second', 'staff', 'curioso', '{texts}', 'work-queue',
              array(select upper(left(md5(n || '-' || code), 11)) from generate_series(1, length) as code)
         from unnest($3::int[]) with ordinality as row (length, n)`,
      [MUNICIPALITY, reports.now, written],
    );
    const told: PersonalDataRead[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await page({ pageSize, ...(cursor === undefined ? {} : { cursor }) });
      expect(items.length).toBeGreaterThan(0);
      told.push(...items);
      cursor = next;
    } while (cursor !== undefined);
    const { rows } = await owner.query<{ codes: string }>(
      `select array_to_string(codes, ' ') as codes from reports.personal_data_reads where municipality_id = $1`,
      [MUNICIPALITY],
    );
    expect(rows.length).toBeGreaterThan(written.length);
    expect(told.map(({ codes }) => codes.join(' ')).sort()).toEqual(rows.map(({ codes }) => codes).sort());
  });

  it('is looked through in its indexes, however long it is', async () => {
    await owner.query(
      `insert into reports.personal_data_reads (municipality_id, at, actor_kind, actor_id, what, route, codes)
       select $1, timestamptz '2025-01-01' + n * interval '1 minute', 'staff', 'person-' || n % 50, '{texts}', 'report', array['CODE' || n % 5000]
         from generate_series(1, 20000) as n`,
      [MUNICIPALITY],
    );
    await owner.query('vacuum analyze reports.personal_data_reads');
    const plan = (query: object): Promise<string> => {
      const { text, parameters } = readsPageSql(MUNICIPALITY, query);
      return planOf(reports.db.database.worker, text, parameters);
    };
    for (const [query, index] of [
      [{}, 'pkey'],
      [{ code: 'CODE7' }, 'codes'],
      [{ actor: 'person-7' }, 'actor'],
    ] as const) {
      const explained = await plan(query);
      expect(explained).toMatch(new RegExp(`personal_data_reads_${index}`));
      expect(explained).not.toMatch(/Seq Scan/);
    }
  });

  it('holds nothing of what was read', async () => {
    const { rows } = await owner.query<{ text: string }>(
      `select string_agg(t::text, ' ') as text from reports.personal_data_reads as t`,
    );
    expect(rows[0]?.text).not.toMatch(/Voragine|Quagliarulo|Garibaldi|spaccatura/i);
  });

  function queue(by: Actor, query: object): Promise<WorkQueuePage> {
    return reports.value(SUBJECTS.workQueue, query, by);
  }
});
