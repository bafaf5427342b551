import {
  OPERATOR_SUBJECTS,
  SUBJECTS,
  type FeedPage,
  type HistoryEntry,
  type ImportLinesMessage,
  type ImportOutcome,
  type ImportReply,
  type ReportPublicEvent,
  type WorkQueueItem,
  type ListPage,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { MUNICIPALITY, notifications, operator, ops, RunningReports } from '../../testing/running-reports';

const RESOLVED = {
  assigned: { department: 'roads', at: '2019-03-05T10:00:00+01:00' },
  started: { at: '2019-03-06T10:00:00+01:00' },
  resolved: { at: '2019-03-07T10:00:00+01:00', outcome: 'fixed', note: 'Rattoppo bituminoso eseguito.' },
};

function aLine(reference: string, fields: object = {}): object {
  return {
    reference,
    type: 'issue',
    category: 'potholes',
    subject: 'Voragine pericolosa',
    description: 'Una grande spaccatura nell asfalto',
    location: { lat: 41.5, lon: 13.5, address: 'Via Garibaldi 12' },
    reporter: { name: 'Gelsomina Quagliarulo', email: 'gelsomina@quagliarulo.example' },
    submittedAt: '2019-03-04T10:00:00+01:00',
    ...fields,
  };
}

describe('Reports of another system', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  async function send(lines: readonly (object | string)[], more: Partial<ImportLinesMessage> = {}) {
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    const message = { municipality: MUNICIPALITY, source: 'import', dryRun: false, lines: texts, ...more };
    const { outcomes } = await reports.value<ImportReply>(OPERATOR_SUBJECTS.importReports, message, ops);
    return outcomes;
  }
  async function imported(line: object): Promise<string> {
    const [outcome] = await send([line]);
    if (outcome?.outcome !== 'imported') throw new Error(`Not imported: ${JSON.stringify(outcome)}`);
    return String(outcome.code);
  }
  const outcomesOf = (outcomes: readonly ImportOutcome[]): string[] => outcomes.map(({ outcome }) => outcome);
  const why = (outcomes: readonly ImportOutcome[]): (string | undefined)[] =>
    outcomes.map((one) => (one.outcome === 'refused' ? one.problem.detail : undefined));
  /** Without those that the watch over deadlines adds, whenever it comes by. */
  const countOfEvents = async (): Promise<number> => {
    const { rows } = await reports.db.database.worker.query<{ count: number }>(
      `select count(*)::int as count from event_store.events where type <> 'report.escalated'`,
    );
    return rows[0]?.count ?? -1;
  };

  const historyOf = async (code: string): Promise<readonly string[]> =>
    (await reports.value<readonly HistoryEntry[]>(SUBJECTS.reportHistory, { code }, operator)).map(({ type }) => type);

  it('arrive with their whole life, each step on its day, and due by the day they were sent', async () => {
    const code = await imported(aLine('life', RESOLVED));
    const page = await reports.page(code);
    expect(page).toMatchObject({
      status: 'resolved',
      channel: 'import',
      submittedAt: '2019-03-04T09:00:00.000Z',
      // ten working days
      dueBy: '2019-03-18T22:59:59.000Z',
      assignedAt: '2019-03-05T09:00:00.000Z',
      startedAt: '2019-03-06T09:00:00.000Z',
      resolvedAt: '2019-03-07T09:00:00.000Z',
      outcome: 'fixed',
      department: 'roads',
      subject: 'Voragine pericolosa',
      revision: 3,
    });
    expect(page.timeline.map(({ status, note }) => [status, note])).toEqual([
      ['submitted', undefined],
      ['assigned', undefined],
      ['in_progress', undefined],
      ['resolved', 'Rattoppo bituminoso eseguito.'],
    ]);
    const asOf = await reports.page(code, operator, { asOf: '2019-03-05T12:00:00Z' });
    expect(asOf).toMatchObject({ status: 'assigned', revision: 1 });
    const rejection = { at: '2019-03-05T10:00:00+01:00', reason: 'Strada provinciale.' };
    const rejected = await reports.page(await imported(aLine('rejected', { rejected: rejection })));
    expect(rejected).toMatchObject({ status: 'rejected' });
    expect(rejected.timeline.at(-1)).toMatchObject({ at: '2019-03-05T09:00:00.000Z', note: 'Strada provinciale.' });
  });

  it('stand in the work queue as late as they are, when they are still open', async () => {
    const code = await imported(aLine('open'));
    await reports.shows(code);
    const { items } = await reports.value<ListPage<WorkQueueItem>>(
      SUBJECTS.workQueue,
      { overdue: true, pageSize: 100 },
      operator,
    );
    expect(items.map((item) => item.code)).toContain(code);
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    expect(await reports.page(code)).toMatchObject({ status: 'assigned', dueBy: '2019-03-18T22:59:59.000Z' });
  });

  it('are not imported twice, whatever their fields’ order, and go on when the other system has more to tell', async () => {
    const line = aLine('again');
    const code = await imported(line);
    const before = await countOfEvents();
    const turned = Object.fromEntries(Object.entries(line).reverse());
    expect(outcomesOf(await send([line, turned, line]))).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(await countOfEvents()).toBe(before);
    // By then it is known here that the deadline passed long ago.
    await eventually(async () => (await historyOf(code)).includes('report.escalated'));
    const more = { ...line, ...RESOLVED };
    expect(await send([more])).toEqual([{ outcome: 'continued', reference: 'again', code }]);
    expect(outcomesOf(await send([more, line]))).toEqual(['unchanged', 'unchanged']);
    expect(await countOfEvents()).toBe(before + 3);
    expect(await reports.page(code)).toMatchObject({ status: 'resolved', resolvedAt: '2019-03-07T09:00:00.000Z' });
  });

  it('are one report when the same line comes ten times at once', async () => {
    const before = await countOfEvents();
    const outcomes = await send(Array.from({ length: 10 }, () => aLine('at once', RESOLVED)));
    expect(outcomesOf(outcomes).sort()).toEqual(['imported', ...Array<string>(9).fill('unchanged')]);
    expect(await countOfEvents()).toBe(before + 4);
  });

  it('do not change once they are here: neither what they say, nor what happened since', async () => {
    const code = await imported(aLine('mended'));
    expect(why(await send([aLine('mended', { subject: 'Altra cosa' })]))).toEqual([
      expect.stringContaining('said something else'),
    ]);
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'green' });
    expect(outcomesOf(await send([aLine('mended')]))).toEqual(['unchanged']);
    expect(why(await send([aLine('mended', { assigned: RESOLVED.assigned })]))).toEqual([
      expect.stringContaining('the past stays as it is'),
    ]);
    expect(await reports.page(code)).toMatchObject({ department: 'green' });
  });

  it('of another system or Comune are others, though they are called the same', async () => {
    const one = await imported(aLine('same'));
    const [other] = await send([aLine('same')], { source: 'urp-2010' });
    const [elsewhere] = await send([aLine('same')], { municipality: 'altrove' });
    expect([other?.outcome, elsewhere?.outcome]).toEqual(['imported', 'imported']);
    const codes = [one, ...[other, elsewhere].map((outcome) => outcome && 'code' in outcome && outcome.code)];
    expect(new Set(codes).size).toBe(3);
  });

  it('are each good or bad by themselves, and told why; the good ones are there', async () => {
    const before = await countOfEvents();
    const outcomes = await send([
      aLine('good'),
      'not JSON',
      '[]',
      `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`,
      aLine('unknown', { category: 'buche' }),
      aLine('far', { location: { lat: 45, lon: 9 } }),
      aLine('future', { submittedAt: '2027-01-01T00:00:00Z' }),
      aLine('answers', { answers: { size: 'huge' } }),
      aLine('field', { 'Anna Rossi': 'resolved', reporter: { 'anna@rossi.example': 1 } }),
      aLine('steps', { resolved: RESOLVED.resolved }),
      { reference: 7 },
      aLine('also good'),
    ]);
    expect(why(outcomes)).toEqual([
      undefined,
      expect.stringContaining('not one JSON object'),
      expect.stringContaining('not one JSON object'),
      expect.stringContaining('nested too deep'),
      'category: is none of Borgo Prova: potholes, trees, noise',
      expect.stringContaining('outside Borgo Prova'),
      'submittedAt: lies in the future',
      expect.stringContaining('answers.size: Not one of the choices'),
      'has 1 field that is not known here; reporter: has 1 field that is not known here',
      expect.stringContaining('assigned: is missing'),
      expect.stringContaining('reference must be'),
      undefined,
    ]);
    expect(outcomes.map(({ reference }) => reference).slice(4, 7)).toEqual(['unknown', 'far', 'future']);
    expect(await countOfEvents()).toBe(before + 2);
  });

  it('are only looked at in a dry run: no event, no key', async () => {
    const keys = async (): Promise<number> => {
      const text = 'select count(*)::int as count from keyring.keys';
      const { rows } = await reports.db.database.worker.query<{ count: number }>(text);
      return rows[0]?.count ?? -1;
    };
    await imported(aLine('known'));
    const before = [await countOfEvents(), await keys()];
    const lines = [aLine('new', RESOLVED), aLine('known'), aLine('known', RESOLVED), aLine('bad', { type: 'x' })];
    const dry = await send(lines, { dryRun: true });
    expect(outcomesOf(dry)).toEqual(['imported', 'unchanged', 'continued', 'refused']);
    expect([await countOfEvents(), await keys()]).toEqual(before);
    expect(await send(lines.slice(0, 1))).toEqual(dry.slice(0, 1));
  });

  it('stay forgotten: who was erased here is not brought back by the same file', async () => {
    const code = await imported(aLine('erased'));
    await reports.value(OPERATOR_SUBJECTS.eraseByOperator, { code, municipality: MUNICIPALITY }, ops);
    await reports.shows(code);
    await keyIsGone(code);
    expect(outcomesOf(await send([aLine('erased')]))).toEqual(['unchanged']);
    const at = '2026-03-05T10:00:00+01:00';
    const later = { assigned: { department: 'roads', at }, resolved: { at, outcome: 'fixed', note: 'Fatto.' } };
    reports.now = '2026-03-09T09:00:00.000Z';
    expect(why(await send([aLine('erased', later)]))).toEqual([expect.stringContaining('erased here')]);
    expect(why(await send([aLine('erased', later)], { dryRun: true }))).toEqual([
      expect.stringContaining('erased here'),
    ]);
    reports.now = '2026-03-02T09:00:00.000Z';
  });
  function keyIsGone(code: string): Promise<boolean> {
    const text = `select state from keyring.keys where subject = $1 and purpose = 'reporter'`;
    return eventually(async () => {
      const { rows } = await reports.db.database.worker.query<{ state: string }>(text, [code]);
      return rows[0]?.state === 'erased';
    });
  }

  it('tell the others that they were imported, so that nobody writes to anyone, and nothing in plain text', async () => {
    const code = await imported(aLine('sealed', RESOLVED));
    const { events } = await reports.value<FeedPage<ReportPublicEvent>>(
      SUBJECTS.reportFeed,
      { limit: 1000 },
      notifications,
    );
    const ours = events.filter((event) => event.code === code);
    expect(ours.map(({ type, imported: flag }) => [type, flag])).toEqual(
      ['submitted', 'assigned', 'work-started', 'resolved'].map((step) => [`report.${step}`, true]),
    );
    const { rows } = await reports.db.database.worker.query<{ text: string }>(
      `select data || metadata as text from event_store.events where stream like '%' || $1`,
      [code],
    );
    expect(rows).toHaveLength(4);
    expect(JSON.stringify([rows, ours])).not.toMatch(/Voragine|spaccatura|Garibaldi|Quagliarulo|Rattoppo/i);
    expect(reports.logged).not.toMatch(/Voragine|spaccatura|Garibaldi|Quagliarulo|Rattoppo/i);
    const history = await reports.value<HistoryEntry[]>(SUBJECTS.reportHistory, { code }, operator);
    expect(history[0]).toMatchObject({ actor: { kind: 'service', id: 'ops' } });
  });

  it('need the Comune named where there are several', async () => {
    const message = { source: 'import', dryRun: true, lines: [JSON.stringify(aLine('whose'))] };
    const unnamed = await reports.ask(OPERATOR_SUBJECTS.importReports, message, ops);
    expect(unnamed).toMatchObject({
      ok: false,
      refusal: { code: 'UNKNOWN_MUNICIPALITY', detail: expect.stringContaining('borgo-prova, altrove') },
    });
  });
});
