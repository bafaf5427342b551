import { randomUUID } from 'node:crypto';
import {
  OPERATOR_SUBJECTS,
  SUBJECTS,
  type Actor,
  type FoundReport,
  type LogPage,
  type OperationStarted,
  type OperationView,
  type OperatorPage,
  type PersonalDataReadsPage,
  type ReadersView,
  type ReportPage,
  type StaffActor,
  type StreamPage,
} from '@sportello/contracts';
import { NO_STREAM } from '@sportello/event-sourcing';
import { eventually } from '@sportello/event-sourcing/testing';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import {
  aCode,
  ELSEWHERE,
  gateway,
  MUNICIPALITY,
  notifications,
  operator,
  ops,
  RunningReports,
  staff,
} from '../testing/running-reports';

const mayor = staff('sindaca', ['administrator'], []);
const mayorElsewhere = staff('altra-sindaca', ['administrator'], [], ELSEWHERE);

describe('What the reports service answers operators', () => {
  let reports: RunningReports;
  const value = <T>(subject: string, payload: object = {}, by: Actor = ops): Promise<T> =>
    reports.value<T>(subject, payload, by);

  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  async function operate(subject: string, payload: object): Promise<OperationView> {
    const { id } = await value<OperationStarted>(subject, payload);
    return eventually(
      () => value<OperationView>(OPERATOR_SUBJECTS.reportsOperation, { id, taken: 0 }),
      ({ state }) => state !== 'running',
    );
  }

  it.each([
    ['the gateway', gateway],
    ['the front office', operator],
    ['another service', notifications],
  ])('is not for %s', async (_who, actor) => {
    for (const subject of Object.values(OPERATOR_SUBJECTS))
      await expect(reports.ask(subject, {}, actor)).rejects.toThrow('has no right to ask');
  });

  it('tells how far behind each reader is', async () => {
    await reports.submit();
    const { readers } = await eventually(
      () => value<ReadersView>(OPERATOR_SUBJECTS.projections),
      (view) => view.readers.every(({ lag, position, state }) => lag === 0 && position !== '' && state === 'following'),
    );
    expect(readers.map(({ name, state }) => [name, state])).toEqual([
      ['status_page', 'following'],
      ['work_queue', 'following'],
      ['report_times', 'following'],
      ['personal_data', 'following'],
      ['key_destruction', 'following'],
      ['sealing', 'following'],
    ]);
  });

  it('finds and tells a reader that is ahead of the log', async () => {
    const { worker } = reports.db.database;
    const ahead = '0000000000009999999';
    const {
      rows: [before],
    } = await worker.query<{ position: string }>(`select position from reports.projections where name = 'work_queue'`);
    await worker.query(`update reports.projections set position = $1 where name = 'work_queue'`, [ahead]);
    const { readers } = await value<ReadersView>(OPERATOR_SUBJECTS.projections);
    await worker.query(`update reports.projections set position = $1 where name = 'work_queue' and position = $2`, [
      before?.position,
      ahead,
    ]);
    expect(readers.find(({ name }) => name === 'work_queue')).toMatchObject({
      state: 'ahead-of-the-log',
      detail: expect.stringContaining('restored'),
    });
  });

  it('tells of a reader that follows another log, as right after the store was switched, and finds the end of this one', async () => {
    const { worker } = reports.db.database;
    const ofEventStoreDb = ['another', '00000000000000000012/00000000000000000012'];
    const {
      rows: [before],
    } = await worker.query<{ log_id: string; position: string }>(
      `select log_id, position from reports.projections where name = 'work_queue'`,
    );
    const change = 'update reports.projections set log_id = $1, position = $2';
    await worker.query(`${change} where name = 'work_queue'`, ofEventStoreDb);
    const { readers }: ReadersView = await value(OPERATOR_SUBJECTS.projections);
    const end: LogPage = await value(OPERATOR_SUBJECTS.logPage, { limit: 1, from: 'end' });
    await worker.query(`${change} where name = 'work_queue' and log_id = 'another'`, [
      before?.log_id,
      before?.position,
    ]);
    expect(readers.find(({ name }) => name === 'work_queue')).toMatchObject({
      state: 'another-log',
      position: ofEventStoreDb[1],
      lag: expect.any(Number),
      detail: expect.stringContaining('store copy'),
    });
    expect(readers.find(({ name }) => name === 'work_queue')?.lag).toBeGreaterThan(0);
    expect(end).toMatchObject({ events: [], next: before?.position });
  });

  it('shows the log page by page, sealed, by stream and by type', async () => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    const all: LogPage['events'][number][] = [];
    for (let after: string | undefined; ;) {
      const page: LogPage = await value(OPERATOR_SUBJECTS.logPage, { limit: 1, ...(after ? { after } : {}) });
      all.push(...page.events);
      after = page.next;
      if (page.atEnd) break;
    }
    expect(all.map(({ position }) => position)).toEqual(all.map(({ position }) => position).sort());
    expect(JSON.stringify(all)).not.toMatch(/Voragine|Quagliarulo|spaccatura/i);
    expect(all.find(({ type }) => type === 'report.submitted')?.data).toMatchObject({
      sealedText: '(sealed)',
      sealedReporter: '(sealed)',
      contactHmacs: '(2 HMACs)',
    });
    const ofOne: LogPage = await value(OPERATOR_SUBJECTS.logPage, {
      limit: 10,
      stream: `report-${MUNICIPALITY}_${code}`,
      type: 'report.assigned',
    });
    expect(ofOne.events).toMatchObject([{ revision: 1, type: 'report.assigned', actor: { kind: 'staff', id: 'urp' } }]);
    const end: LogPage = await value(OPERATOR_SUBJECTS.logPage, { limit: 1, from: 'end' });
    expect(end).toMatchObject({ events: [], next: all.at(-1)?.position });
  });

  it('opens personal data for who says so, and writes down that it did, without what', async () => {
    const { code } = await reports.submit();
    const shown: StreamPage = await value(OPERATOR_SUBJECTS.streamPage, { code, revision: 0, personal: true });
    expect(JSON.stringify(shown)).toContain('Voragine pericolosa');
    const told = reports.logged.split('\n').filter((line) => line.includes('An operator opened personal data'));
    expect(told.at(-1)).toContain(code);
    expect(reports.logged).not.toMatch(/Voragine|Quagliarulo/i);
  });

  it('refuses a position of another kind of store, and knows one after the end', async () => {
    const reply = await reports.ask(OPERATOR_SUBJECTS.logPage, { limit: 1, after: '00000012/00000034' }, ops);
    expect(reply).toMatchObject({
      ok: false,
      refusal: { code: 'INVALID_REQUEST', detail: expect.stringContaining('another kind of store') },
    });
    expect(await value(OPERATOR_SUBJECTS.logPage, { limit: 1, after: '0000000009999999999' })).toMatchObject({
      beyondEnd: true,
    });
  });

  it('shows a report as the API’s asOf does, with texts only for who says so', async () => {
    const { code, submittedAt } = await reports.submit();
    reports.now = '2026-03-03T09:00:00.000Z';
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    for (const at of [submittedAt, reports.now]) {
      const asked = await value<OperatorPage<ReportPage>>(OPERATOR_SUBJECTS.pageAsOf, { code, at, personal: true });
      expect(asked).toEqual({ municipalityId: MUNICIPALITY, page: await reports.page(code, operator, { asOf: at }) });
    }
    const sealed = await value<OperatorPage<ReportPage>>(OPERATOR_SUBJECTS.pageAsOf, { code, at: reports.now });
    expect(sealed.page).toMatchObject({ status: 'assigned' });
    expect(JSON.stringify(sealed)).not.toMatch(/Voragine|Garibaldi/);
    const early = { code, at: '2020-01-01T00:00:00Z' };
    expect(await reports.refusal(OPERATOR_SUBJECTS.pageAsOf, early, ops)).toBe('REPORT_NOT_FOUND');
  });

  it('finds the reports of a person by a contact, however it is written, and erases them for good', async () => {
    const reporter = { name: 'Uno Solo', email: 'Uno.Solo@example.org', phone: '+39 06 555123' };
    const codes = [await reports.submit({ reporter }), await reports.submit({ reporter })].map(({ code }) => code);
    const found = await operate(OPERATOR_SUBJECTS.findContact, { contact: 'uno.solo@EXAMPLE.org' });
    expect((found.items as readonly FoundReport[]).map(({ code }) => code).sort()).toEqual([...codes].sort());
    expect(found.total).toBeGreaterThan(0);
    const byPhone = await operate(OPERATOR_SUBJECTS.findContact, { contact: '+3906555123' });
    expect(byPhone.items).toHaveLength(2);

    await value(OPERATOR_SUBJECTS.eraseByOperator, { code: codes[0], municipality: MUNICIPALITY });
    const shown = await eventually(
      () => value<StreamPage>(OPERATOR_SUBJECTS.streamPage, { code: codes[0], revision: 0, personal: true }),
      ({ events }) => JSON.stringify(events).includes('(erased)'),
    );
    expect(shown.events.at(-1)).toMatchObject({
      type: 'report.reporter-erased',
      actor: { kind: 'service', id: 'ops' },
    });
    const again = await operate(OPERATOR_SUBJECTS.findContact, { contact: reporter.email });
    expect((again.items as readonly FoundReport[]).map(({ code, erased }) => [code, erased])).toEqual(
      expect.arrayContaining([
        [codes[0], true],
        [codes[1], false],
      ]),
    );
    expect(reports.logged).not.toMatch(/uno\.solo/i);
  });

  it('writes down who looked for a person by a contact, in each Comune, also where there is nobody', async () => {
    const reporter = { name: 'Due Cercate', email: 'due.cercate@example.org' };
    const codes = [await reports.submit({ reporter }), await reports.submit({ reporter })].map(({ code }) => code);
    const searches = async (by: StaffActor): Promise<PersonalDataReadsPage> =>
      value(SUBJECTS.personalDataReads, { actor: 'ops', pageSize: 100 }, by);
    const ofBoth = async () => ({ here: await searches(mayor), elsewhere: await searches(mayorElsewhere) });
    const before = await ofBoth();
    // What is read from now on is later than all before.
    reports.now = new Date(Date.parse(reports.now) + 1000).toISOString();
    await operate(OPERATOR_SUBJECTS.findContact, { contact: reporter.email });
    const after = await ofBoth();
    const written = { at: reports.now, actor: { kind: 'service', id: 'ops' }, route: 'contact', what: ['reporter'] };
    const newHere = after.here.items.slice(0, after.here.total - before.here.total);
    expect(newHere).toEqual(newHere.map(() => ({ ...written, codes: expect.any(Array) })));
    expect(newHere.flatMap(({ codes: found }) => found).sort()).toEqual([...codes].sort());
    expect(after.elsewhere.total).toBe(before.elsewhere.total + 1);
    expect(after.elsewhere.items[0]).toEqual({ ...written, codes: [] });

    await operate(OPERATOR_SUBJECTS.findContact, { contact: 'nessuno@example.org', municipality: MUNICIPALITY });
    const then = await ofBoth();
    expect([then.here.total - after.here.total, then.elsewhere.total - after.elsewhere.total]).toEqual([1, 0]);
  });

  it('finds and erases whoever reported to a Comune that is served no more', async () => {
    const reporter = { name: 'Via Lontano', email: 'via.lontano@example.org' };
    const { code } = await reports.submit({ reporter });
    await reports.shows(code);
    const served = reports.municipalities.all();
    await reports.restart(...served.filter(({ id }) => id !== MUNICIPALITY));
    const search = (municipality?: string): Promise<OperationView> =>
      operate(OPERATOR_SUBJECTS.findContact, { contact: reporter.email, ...(municipality && { municipality }) });
    expect(await search('mai-visto')).toMatchObject({ state: 'failed', failure: { code: 'UNKNOWN_MUNICIPALITY' } });
    const noId = { contact: reporter.email, municipality: 'Mai visto' };
    expect(await reports.refusal(OPERATOR_SUBJECTS.findContact, noId, ops)).toBe('INVALID_REQUEST');
    for (const found of [await search(), await search(MUNICIPALITY)])
      expect(found.items).toMatchObject([{ code, municipalityId: MUNICIPALITY, erased: false }]);
    await value(OPERATOR_SUBJECTS.eraseByOperator, { code, municipality: MUNICIPALITY });
    expect((await search()).items).toMatchObject([{ code, erased: true }]);
    await reports.restart(...served);
  });

  it('searches the log and erases also while no read model can be read, and then tells no total', async () => {
    const reporter = { name: 'Senza Pagina', email: 'senza.pagina@example.org' };
    const { code } = await reports.submit({ reporter });
    await reports.shows(code);
    const served = reports.municipalities.all();
    await reports.restart(...served.filter(({ id }) => id !== MUNICIPALITY));
    const rename = (from: string, to: string): Promise<unknown> =>
      reports.db.database.asOwner((sql) => sql.query(`alter view reports.${from} rename to ${to}`));
    await rename('status_page_v5', 'away');
    const asked = { contact: reporter.email };
    const found = await operate(OPERATOR_SUBJECTS.findContact, asked);
    const named = await operate(OPERATOR_SUBJECTS.findContact, { ...asked, municipality: MUNICIPALITY });
    const unknown = await operate(OPERATOR_SUBJECTS.findContact, { ...asked, municipality: 'mai-visto' });
    const draft = { areas: [], routing: [] };
    const window = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };
    const tried = await operate(OPERATOR_SUBJECTS.tryRouting, { municipality: ELSEWHERE, draft, ...window });
    await value(OPERATOR_SUBJECTS.eraseByOperator, { code, municipality: MUNICIPALITY });
    await rename('away', 'status_page_v5');
    await reports.restart(...served);
    for (const one of [found, named])
      expect(one).toMatchObject({ state: 'done', items: [{ code, municipalityId: MUNICIPALITY, erased: false }] });
    expect(unknown).toMatchObject({ state: 'failed', failure: { code: 'UNKNOWN_MUNICIPALITY' } });
    expect(tried).toMatchObject({ state: 'done' });
    expect([found.total, tried.total]).toEqual([undefined, undefined]);
    expect(reports.logged).toContain('an operation runs without a total');
    const again = await operate(OPERATOR_SUBJECTS.findContact, asked);
    expect(again.items).toMatchObject([{ code, erased: true }]);
    expect(again.total).toBeGreaterThan(0);
  });

  it('rebuilds and verifies read models, one operation of a kind at a time', async () => {
    const rebuilt = await operate(OPERATOR_SUBJECTS.rebuildProjection, { projection: 'work_queue' });
    expect(rebuilt).toMatchObject({ state: 'done', result: { generation: 2 } });
    expect(rebuilt.total).toBeGreaterThan(0);
    const busy = await reports.db.database.exclusively('rebuild work_queue 3', () =>
      operate(OPERATOR_SUBJECTS.verifyProjection, { projection: 'work_queue' }),
    );
    expect(busy).toMatchObject({ result: { state: 'failed', failure: { code: 'ProjectionBusy' } } });
    expect(await reports.refusal(OPERATOR_SUBJECTS.rebuildProjection, { projection: 'nothing' }, ops)).toBe(
      'NOT_FOUND',
    );
  });

  it('shows an event that this version cannot read, and lets an operator go on without its stream', async () => {
    const code = aCode();
    const stream = `report-${MUNICIPALITY}_${code}`;
    await appendUnreadable(reports, stream);
    const { events }: StreamPage = await value(OPERATOR_SUBJECTS.streamPage, { code, revision: 0 });
    expect(events).toMatchObject([{ unreadable: 'report.submitted has no way from version 9 to 1' }]);

    const parked = async () => {
      const { readers }: ReadersView = await value(OPERATOR_SUBJECTS.projections);
      return readers.find(({ name }) => name === 'status_page')?.parked ?? [];
    };
    await eventually(parked, (streams) => streams.length === 1);
    const projection = 'status_page';
    expect(await value(OPERATOR_SUBJECTS.retryParked, { projection })).toEqual({ freed: 0 });
    await value(OPERATOR_SUBJECTS.skipParked, { projection, stream });
    expect(await parked()).toEqual([
      { stream, revision: 0, reason: expect.stringContaining('InvalidEvent'), skipped: true },
    ]);
    expect(await reports.refusal(OPERATOR_SUBJECTS.skipParked, { projection, stream: 'report-x_y' }, ops)).toBe(
      'NOT_FOUND',
    );
    await operate(OPERATOR_SUBJECTS.rebuildProjection, { projection });
    expect(await parked()).toMatchObject([{ stream, skipped: true }]);
  });
});

async function appendUnreadable(reports: RunningReports, stream: string): Promise<void> {
  const store = await PostgresEventStore.open({ url: reports.db.urls.worker, onError: () => undefined });
  const metadata = JSON.stringify({ schemaVersion: 9, occurredAt: reports.now, recordedAt: reports.now });
  const event = { eventId: randomUUID(), type: 'report.submitted', data: '{}', metadata };
  await store.append(stream, [event], NO_STREAM);
  await store.close();
}
