import {
  OPERATOR_SUBJECTS,
  SUBJECTS,
  type Actor,
  type OperationStarted,
  type OperationView,
  type ReroutedReport,
  type RoutingTrial,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { MUNICIPALITY, operatorElsewhere, ops, RunningReports } from '../testing/running-reports';

const MARCH = { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' };
const DRAFT = {
  areas: [],
  routing: [
    { id: 'small', when: { answers: { size: ['small'] } }, then: { department: 'green' } },
    { id: 'suggestions', when: { kinds: ['suggestion'] }, then: { priority: 'low' } },
  ],
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
    await submit('suggestion', { type: 'suggestion', answers: {} });
    await submit('plain', { answers: {} });
    await submit('elsewhere', {}, operatorElsewhere);
    await submit('redacted', {});
    await reports.command(SUBJECTS.redactText, codes['redacted'] ?? '', {});
    reports.now = '2026-04-01T00:00:00.000Z';
    await submit('after', {});
    for (const code of Object.values(codes)) await reports.shows(code);
  }, 60_000);
  afterAll(() => reports.close());

  async function run(draft: object): Promise<OperationView> {
    const payload = { municipality: MUNICIPALITY, draft, ...MARCH };
    const { id } = await reports.value<OperationStarted>(OPERATOR_SUBJECTS.tryRouting, payload, ops);
    return eventually(
      () => reports.value<OperationView>(OPERATOR_SUBJECTS.reportsOperation, { id, taken: 0 }, ops),
      ({ state }) => state !== 'running',
    );
  }
  const everything = async (): Promise<unknown> => {
    const { rows } = await reports.db.database.worker.query<object>(
      `select (select md5(string_agg(e::text, ';' order by e.position)) from event_store.events e) as log,
              (select md5(string_agg(w::text, ';' order by w::text)) from reports.work_queue_v3 w) as queue`,
    );
    return rows;
  };

  it('tells of each report of that Comune and time where it would have gone, and writes nothing', async () => {
    await eventually(
      () => run(DRAFT),
      ({ result }) => (result as RoutingTrial | undefined)?.withoutAnswers === 1,
      15_000,
    );
    const before = await everything();
    const { state, result, items } = await run(DRAFT);
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
    expect(await everything()).toEqual(before);
  });

  it('of the rules that there are changes nothing', async () => {
    expect((await run({ areas: [], routing: [] })).result).toMatchObject({ reports: 4, changed: 0, withoutAnswers: 0 });
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
});
