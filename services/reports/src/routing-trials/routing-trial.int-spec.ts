import { isDeepStrictEqual } from 'node:util';
import type { Reply } from '@sportello/messaging';
import {
  OPERATOR_SUBJECTS,
  SUBJECTS,
  type Actor,
  type OperationStarted,
  type OperationView,
  type PersonalDataReadsPage,
  type ReroutedReport,
  type RoutingDryRun,
  type RoutingTrial,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { Client } from 'pg';
import {
  anyone,
  ELSEWHERE,
  MUNICIPALITY,
  operator,
  operatorElsewhere,
  ops,
  roads,
  RunningReports,
  staff,
} from '../testing/running-reports';

const MARCH = { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' };
const mayor = staff('sindaca', ['administrator'], []);
const mayorElsewhere = staff('altra-sindaca', ['administrator'], [], ELSEWHERE);
const DRAFT = {
  areas: [],
  routing: [
    { id: 'small', when: { answers: { size: ['small'] } }, then: { department: 'green' } },
    { id: 'suggestions', when: { kinds: ['suggestion'] }, then: { priority: 'low' } },
  ],
};

/** Thin triangles, all beside each other: a little more to compare than an administrator may ask for. */
const AREA_TOO_MUCH = {
  id: 'triangles',
  name: { it: 'Triangoli', en: 'Triangles' },
  boundary: {
    type: 'MultiPolygon',
    coordinates: Array.from({ length: 240 }, (_, index) => {
      const west = 12 + index / 1000;
      return [
        [west, 41],
        [west + 0.0005, 41],
        [west + 1, 42],
        [west, 41],
      ].map(([lon = 0, lat = 0]) => [Number(lon.toFixed(4)), lat]);
    }).map((ring) => [ring]),
  },
};

describe('A dry run of routing rules', () => {
  let reports: RunningReports;
  const codes: Record<string, string> = {};
  beforeAll(async () => {
    reports = await RunningReports.open();
    const submit = async (name: string, body: object, by?: Actor): Promise<void> => {
      const { code } = await reports.submit({ reporter: undefined, ...body }, by);
      codes[name] = code;
    };
    reports.now = '2026-02-28T23:59:59.000Z';
    await submit('before', {});
    reports.now = '2026-03-02T09:00:00.000Z';
    await submit('small', {});
    // Those of one moment are told in no order.
    reports.now = '2026-03-02T09:01:00.000Z';
    await submit('suggestion', { type: 'suggestion', answers: {} });
    await submit('plain', { answers: {} });
    await submit('elsewhere', {}, operatorElsewhere);
    await submit('redacted', {});
    await reports.command(SUBJECTS.redactText, codes['redacted'] ?? '', {});
    reports.now = '2026-04-01T00:00:00.000Z';
    await submit('after', {});
    for (const code of Object.values(codes)) await reports.shows(code);
  });
  afterAll(() => reports.close());

  async function run(draft: object): Promise<OperationView> {
    const payload = { municipality: MUNICIPALITY, draft, ...MARCH };
    const { id } = await reports.value<OperationStarted>(OPERATOR_SUBJECTS.tryRouting, payload, ops);
    return eventually(
      () => reports.value<OperationView>(OPERATOR_SUBJECTS.reportsOperation, { id, taken: 0 }, ops),
      ({ state }) => state !== 'running',
    );
  }
  const asAdministrator = (query: object = {}, by: Actor = mayor): Promise<Reply<RoutingDryRun>> =>
    reports.ask<RoutingDryRun>(SUBJECTS.routingDryRun, { ...DRAFT, ...MARCH, ...query }, by);
  const everything = async (): Promise<unknown> => {
    const { rows } = await reports.db.database.worker.query<object>(
      `select (select md5(string_agg(e::text, ';' order by e.position)) from event_store.events e) as log,
              (select md5(string_agg(w::text, ';' order by w::text)) from reports.work_queue_v3 w) as queue`,
    );
    return rows;
  };

  /** A watch may add to the log meanwhile. It does so a few times at most, where a dry run that writes never leaves everything as it was. */
  const writingNothing = <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
    eventually(
      async () => {
        const before = await everything();
        const answer = await ask();
        return { answer, nothing: isDeepStrictEqual(await everything(), before) };
      },
      ({ nothing }) => nothing,
    ).then(({ answer }) => answer);

  it('tells of each report of that Comune and time where it would have gone, and writes nothing', async () => {
    await eventually(
      () => run(DRAFT),
      ({ result }) => (result as RoutingTrial | undefined)?.withoutAnswers === 1,
    );
    const { state, result, items, total } = await writingNothing(() => run(DRAFT));
    expect(total).toBeGreaterThanOrEqual(Object.keys(codes).length);
    expect([state, result]).toEqual([
      'done',
      {
        reports: 4,
        changed: 2,
        withoutAnswers: 1,
        departments: { roads: { was: 4, would: 3 }, green: { was: 0, would: 1 } },
      },
    ]);
    const found = (items as readonly ReroutedReport[]).map(({ code, was, would }) => [code, was, would]);
    const was = { department: 'roads', priority: 'normal' };
    expect(found).toEqual([
      [codes['small'], was, { department: 'green', priority: 'normal', rule: 'small' }],
      [codes['suggestion'], was, { department: 'roads', priority: 'low', rule: 'suggestions' }],
    ]);
  });

  it('of the rules that there are changes nothing', async () => {
    expect((await run({ areas: [], routing: [] })).result).toMatchObject({ reports: 4, changed: 0, withoutAnswers: 0 });
  });

  it('by an operator stands in the record of reads of that Comune when the rules look at answers or areas, and else does not', async () => {
    const recorded = (): Promise<PersonalDataReadsPage> =>
      reports.value<PersonalDataReadsPage>(SUBJECTS.personalDataReads, { actor: 'ops', pageSize: 100 }, mayor);
    const { total } = await recorded();
    await run({ areas: [], routing: [{ id: 'all', when: {}, then: { priority: 'low' } }] });
    expect((await recorded()).total).toBe(total);
    // What is read from now on is later than all before.
    reports.now = '2026-04-01T00:00:02.000Z';
    await run(DRAFT);
    const after = await recorded();
    const rows = after.items.slice(0, after.total - total);
    expect(rows).toEqual(
      rows.map(() => ({
        at: reports.now,
        actor: { kind: 'service', id: 'ops' },
        route: 'routing-dry-run',
        what: ['texts'],
        codes: expect.any(Array),
      })),
    );
    const looked = [codes['small'], codes['suggestion'], codes['plain'], codes['redacted']];
    expect(rows.flatMap(({ codes: found }) => found).sort()).toEqual(looked.sort());
    reports.now = '2026-04-01T00:00:00.000Z';
  });

  it.each([
    ['name what is not there', { areas: [], routing: [{ id: 'x', when: {}, then: { department: 'navy' } }] }, 'navy'],
    ['are none', { areas: [], routing: 'roads' }, 'must be array'],
  ])('refuses rules that %s', async (_what, draft, reason) => {
    const payload = { municipality: MUNICIPALITY, draft, ...MARCH };
    const reply = await reports.ask(OPERATOR_SUBJECTS.tryRouting, payload, ops);
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'INVALID_REQUEST' } });
    expect(JSON.stringify(reply)).toContain(reason);
  });

  it('takes areas that a file may have, which are too much for a dry run that somebody waits for', async () => {
    const { state } = await run({ ...DRAFT, areas: [AREA_TOO_MUCH] });
    expect(state).toBe('done');
  });

  describe('for the administrators of a Comune', () => {
    it('answers the same at once, and writes nothing', async () => {
      const reply = await writingNothing(() => asAdministrator());
      const was = { department: 'roads', priority: 'normal' };
      expect(reply).toMatchObject({
        ok: true,
        value: {
          ...MARCH,
          reports: 4,
          changed: 2,
          withoutAnswers: 1,
          departments: { roads: { was: 4, would: 3 }, green: { was: 0, would: 1 } },
          items: [
            { code: codes['small'], was, would: { department: 'green', rule: 'small' } },
            { code: codes['suggestion'], was, would: { priority: 'low', rule: 'suggestions' } },
          ],
        },
      });
      expect(JSON.stringify(reply)).not.toMatch(/Voragine|Garibaldi|Quagliarulo/);
    });

    it('is of their own Comune, and of nobody else’s', async () => {
      const everybody = { routing: [{ id: 'all', when: {}, then: { department: 'green' } }] };
      const found = await asAdministrator(everybody, mayorElsewhere);
      expect(found).toMatchObject({ ok: true, value: { reports: 1, items: [{ code: codes['elsewhere'] }] } });
      for (const by of [operator, roads, anyone])
        expect(await asAdministrator({}, by)).toMatchObject({ ok: false, refusal: { code: 'NOT_ALLOWED' } });
    });

    it('stands in the record of reads when the rules look at answers or areas, and else does not', async () => {
      const query = { actor: mayor.id, pageSize: 1 };
      const last = async (): Promise<PersonalDataReadsPage> =>
        reports.value<PersonalDataReadsPage>(SUBJECTS.personalDataReads, query, mayor);
      const { total } = await last();
      // What is read from now on is later than all before.
      reports.now = '2026-04-01T00:00:01.000Z';
      await asAdministrator({ routing: [{ id: 'all', when: {}, then: { priority: 'low' } }] });
      expect((await last()).total).toBe(total);
      await asAdministrator();
      const looked = [codes['small'], codes['suggestion'], codes['plain'], codes['redacted']];
      const { items } = await last();
      expect(items).toMatchObject([{ route: 'routing-dry-run', what: ['texts'] }]);
      expect([...(items[0]?.codes ?? [])].sort()).toEqual(looked.sort());
      reports.now = '2026-04-01T00:00:00.000Z';
    });

    it('is of the thirty days before now when nothing is said', async () => {
      const { routing } = DRAFT;
      const reply = await reports.ask(SUBJECTS.routingDryRun, { routing }, mayor);
      const window = { from: '2026-03-02T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' };
      expect(reply).toMatchObject({ ok: true, value: { ...window, reports: 4 } });
    });

    it.each([
      ['name what is not there', { routing: [{ id: 'x', when: {}, then: { department: 'navy' } }] }, 'navy'],
      ['are none', { routing: 'roads' }, 'array'],
      ['are too many', { routing: Array.from({ length: 201 }, () => ({})) }, '200'],
      ['are too long', { routing: [{ id: 'x'.repeat(100_000), when: {}, then: {} }] }, '100000 characters'],
      ['speak of areas that are too much to compare', { areas: [AREA_TOO_MUCH] }, 'simplify it'],
    ])('refuses rules that %s', async (_what, draft, reason) => {
      const reply = await asAdministrator(draft);
      expect(reply).toMatchObject({ ok: false, refusal: { code: 'INVALID_REQUEST' } });
      expect(JSON.stringify(reply)).toContain(reason);
    });

    it('names fifty reasons at most, where a draft has more', async () => {
      const routing = Array.from({ length: 60 }, (_, n) => ({ id: `r${n}`, when: {}, then: { department: 'navy' } }));
      const reply = await asAdministrator({ routing });
      expect(reply).toMatchObject({ ok: false, refusal: { errors: Array(50).fill({ field: 'routing' }) } });
    });

    describe('has its bounds', () => {
      let owner: Client;
      beforeAll(async () => {
        owner = new Client({ connectionString: reports.db.adminUrl });
        await owner.connect();
      });
      afterAll(() => owner.end());

      it('is one at a time in a Comune', async () => {
        await owner.query('begin; lock table reports.report_times_v1');
        const both = [asAdministrator(), asAdministrator()];
        const first = await Promise.race(both);
        await owner.query('rollback');
        expect(first).toMatchObject({ ok: false, refusal: { code: 'DRY_RUN_UNDER_WAY' } });
        expect((await Promise.all(both)).map(({ ok }) => ok).sort()).toEqual([false, true]);
        expect(await asAdministrator()).toMatchObject({ ok: true });
      });

      /** So many more like the plain one, submitted at this moment. */
      async function plant(letter: string, count: number, submittedAt: string): Promise<void> {
        await owner.query(
          `insert into reports.report_times_v1
           select (jsonb_populate_record(r, jsonb_build_object('code', $2::text || n, 'submitted_at', $3::text))).*
             from reports.report_times_v1 as r, generate_series(1, $4::int) as n where code = $1`,
          [codes['plain'], letter, submittedAt, count],
        );
      }

      it('stands in the record of reads to its last report, two hundred in a row', async () => {
        await plant('Y', 450, '2024-01-01T00:00:00Z');
        reports.now = '2026-04-01T00:00:03.000Z';
        const year = { from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' };
        expect(await asAdministrator(year)).toMatchObject({ ok: true });
        const query = { actor: mayor.id, from: reports.now };
        const { items } = await reports.value<PersonalDataReadsPage>(SUBJECTS.personalDataReads, query, mayor);
        reports.now = '2026-04-01T00:00:00.000Z';
        expect(items.map(({ codes: looked }) => looked.length).sort()).toEqual([200, 200, 50]);
        expect(new Set(items.flatMap(({ codes: looked }) => looked)).size).toBe(450);
      });

      it('refuses a time with more than two thousand reports, before it looks at any', async () => {
        await plant('X', 2_001, '2025-01-01T00:00:00Z');
        const january = { from: '2025-01-01T00:00:00Z', to: '2025-02-01T00:00:00Z' };
        expect(await asAdministrator(january)).toMatchObject({ ok: false, refusal: { code: 'DRY_RUN_TOO_LARGE' } });
        expect(await asAdministrator()).toMatchObject({ ok: true });
      });
    });
  });
});
