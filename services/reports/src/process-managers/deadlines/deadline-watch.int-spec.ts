import { isDeepStrictEqual } from 'node:util';
import { SUBJECTS, type HistoryEntry, type WorkQueuePage } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { Client } from 'pg';
import { aMunicipality } from '../../testing/a-municipality';
import { ELSEWHERE, operator, RunningReports } from '../../testing/running-reports';

const MONDAY = '2026-03-02T09:00:00.000Z';

describe('the watch over deadlines', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  beforeEach(() => {
    reports.now = MONDAY;
  });
  afterAll(() => reports.close());

  const told = async (code: string): Promise<readonly (readonly [string, unknown])[]> => {
    const history = await reports.value<readonly HistoryEntry[]>(SUBJECTS.reportHistory, { code }, operator);
    return history
      .filter(({ type }) => /deadline-re|escalated/.test(type))
      .map(({ type, data }) => [type, data['dueBy']] as const);
  };
  const becomes = (code: string, ...expected: readonly (readonly [string, unknown])[]): Promise<boolean> =>
    eventually(async () => JSON.stringify(await told(code)) === JSON.stringify(expected));
  /** By the time that a report of today with a deadline of now has been told of, the watch has looked at all others too. */
  const afterAnotherLook = async (): Promise<void> => {
    const { code } = await reports.submit();
    const dueBy = new Date(Date.parse(reports.now) + 1).toISOString();
    await reports.command(SUBJECTS.changeDeadline, code, { dueBy });
    await becomes(code, ['report.deadline-reminded', dueBy]);
    reports.now = dueBy;
    await becomes(code, ['report.deadline-reminded', dueBy], ['report.escalated', dueBy]);
  };

  it('reminds of a deadline on the working day before, and escalates it when it has passed, once each', async () => {
    const { code, dueBy } = await reports.submit();
    // Ten working days from Monday 2 March: Monday 16, so that the working day before is Friday 13.
    expect(dueBy).toBe('2026-03-16T22:59:59.000Z');
    reports.now = '2026-03-12T22:00:00.000Z';
    await afterAnotherLook();
    expect(await told(code)).toEqual([]);
    reports.now = '2026-03-12T23:00:00.000Z';
    await becomes(code, ['report.deadline-reminded', dueBy]);
    reports.now = '2026-03-16T23:00:00.000Z';
    await becomes(code, ['report.deadline-reminded', dueBy], ['report.escalated', dueBy]);
    await afterAnotherLook();
    expect(await told(code)).toHaveLength(2);
  });

  it('tells of nothing twice when the clock jumps back and forth', async () => {
    const { code, dueBy } = await reports.submit();
    const both = [
      ['report.deadline-reminded', dueBy],
      ['report.escalated', dueBy],
    ] as const;
    reports.now = '2026-03-12T23:00:00.000Z';
    await becomes(code, both[0]);
    reports.now = '2026-03-16T23:00:00.000Z';
    await becomes(code, ...both);
    for (const moment of [MONDAY, '2026-03-12T23:00:00.000Z', '2026-03-16T23:00:00.000Z']) {
      reports.now = moment;
      await afterAnotherLook();
      expect(await told(code)).toEqual(both);
    }
  });

  it('tells of a deadline that passed while nothing ran, and of none while the office waits for the reporter', async () => {
    const passed = await reports.submit();
    const waiting = await reports.submit();
    await reports.command(SUBJECTS.assignReport, waiting.code, { departmentId: 'roads' });
    await reports.command(SUBJECTS.requestInformation, waiting.code, { question: 'Dove?' });
    await reports.shows(waiting.code);
    reports.now = '2026-06-01T09:00:00.000Z';
    await reports.restart(aMunicipality(), aMunicipality(ELSEWHERE));
    await becomes(passed.code, ['report.escalated', passed.dueBy]);
    await afterAnotherLook();
    expect(await told(waiting.code)).toEqual([]);
  });

  it('goes by a deadline that was moved', async () => {
    const { code } = await reports.submit();
    const dueBy = '2026-03-05T22:59:59.000Z';
    await reports.command(SUBJECTS.changeDeadline, code, { dueBy });
    reports.now = '2026-03-06T09:00:00.000Z';
    await becomes(code, ['report.escalated', dueBy]);
  });

  it('shows in the queue which deadlines were told of, and forgets it with a new one', async () => {
    const { code, dueBy } = await reports.submit();
    const shows = (reminded: boolean, escalated: boolean): Promise<boolean> =>
      eventually(async () => {
        const all: WorkQueuePage = await reports.value(SUBJECTS.workQueue, { pageSize: 100 }, operator);
        const line = all.items.find((item) => item.code === code);
        return line?.reminded === reminded && line.escalated === escalated;
      });
    await shows(false, false);
    reports.now = '2026-03-12T23:00:00.000Z';
    await shows(true, false);
    reports.now = new Date(Date.parse(dueBy) + 1).toISOString();
    await shows(true, true);
    await reports.command(SUBJECTS.changeDeadline, code, { dueBy: '2026-04-01T21:59:59.000Z' });
    await shows(false, false);
  });

  it('moves deadlines with the rules of the municipality, but for those that a person set', async () => {
    const ruled = await reports.submit();
    const byHand = await reports.submit();
    const promised = '2026-03-20T22:59:59.000Z';
    await reports.command(SUBJECTS.changeDeadline, byHand.code, { dueBy: promised });
    const rules = { sla: { issue: 20, suggestion: 20, complaint: 30 }, rulesVersion: 'rules-of-march' };
    await reports.restart({ ...aMunicipality(), ...rules }, aMunicipality(ELSEWHERE));
    // Twenty working days from Monday 2 March; the clocks change in between.
    const later = '2026-03-30T21:59:59.000Z';
    await becomes(ruled.code, ['report.deadline-recomputed', later]);
    await afterAnotherLook();
    expect((await reports.page(ruled.code)).dueBy).toBe(later);
    expect(await told(byHand.code)).toEqual([]);
    const back = ['report.deadline-recomputed', ruled.dueBy] as const;
    await reports.restart(aMunicipality(), aMunicipality(ELSEWHERE));
    await becomes(ruled.code, ['report.deadline-recomputed', later], back);
    await reports.restart({ ...aMunicipality(), ...rules }, aMunicipality(ELSEWHERE));
    await becomes(ruled.code, ['report.deadline-recomputed', later], back, ['report.deadline-recomputed', later]);
    expect(await reports.verify('work_queue')).toMatchObject({ differences: [] });
  });

  it('says in its health why it cannot look', async () => {
    const health = async (): Promise<unknown> =>
      (await reports.health()).parts.find(({ name }) => name === 'deadlines');
    const rename = async (from: string, to: string): Promise<void> => {
      const client = new Client({ connectionString: reports.db.adminUrl });
      await client.connect();
      await client.query(`alter view reports.${from} rename to ${to}`).finally(() => client.end());
    };
    await eventually(async () => isDeepStrictEqual(await health(), { name: 'deadlines', ok: true }));
    await rename('work_queue_v3', 'gone');
    await eventually(async () =>
      isDeepStrictEqual(await health(), {
        name: 'deadlines',
        ok: false,
        detail: 'PostgreSQL refused it (SQLSTATE 42P01)',
      }),
    );
    await rename('gone', 'work_queue_v3');
    await eventually(async () => isDeepStrictEqual(await health(), { name: 'deadlines', ok: true }));
  });
});
