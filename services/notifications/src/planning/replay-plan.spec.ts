import { join } from 'node:path';
import type { ReportPublicEvent } from '@sportello/contracts';
import { codeNumber, EventLog } from '../testing/events';
import { loadedBy } from '../testing/loaded-by';
import { ReportsInMemory } from '../testing/reports-in-memory';
import type { PlannedDelivery } from './delivery';
import { planReplay } from './replay-plan';

async function* pagesOf(
  events: readonly ReportPublicEvent[],
  size: number,
): AsyncGenerator<readonly ReportPublicEvent[]> {
  for (let start = 0; start < events.length; start += size) yield Promise.resolve(events.slice(start, start + size));
}

async function plan(
  events: readonly ReportPublicEvent[],
  from: string,
  to: string,
  size = 2,
  reports = new ReportsInMemory(),
): Promise<PlannedDelivery[]> {
  const planned: PlannedDelivery[] = [];
  for await (const page of planReplay(pagesOf(events, size), { from, to }, reports)) planned.push(...page);
  return planned;
}

const CODE = codeNumber(1);

function aLifeOverDays(): EventLog {
  let day = 0;
  const log = new EventLog(() => `2025-01-0${day}T10:00:00.000Z`);
  const steps = [
    () => log.submitted(CODE),
    () => log.assigned(CODE),
    () => log.add('report.work-started', CODE, {}),
    () => log.add('report.resolved', CODE, { outcome: 'fixed' }),
  ];
  for (const step of steps) {
    day += 1;
    step();
  }
  return log;
}

describe('the plan of a replay', () => {
  it('is that of the window, decided by everything before it', async () => {
    const { events } = aLifeOverDays();
    const planned = await plan(events, '2025-01-02T00:00:00Z', '2025-01-03T23:59:59Z');
    expect(planned.map(({ template, suppressed }) => [template, suppressed])).toEqual([
      ['assigned', undefined],
      ['work-started', undefined],
    ]);
  });

  it('is the same however the feed is cut, and for ever', async () => {
    const { events } = aLifeOverDays();
    const whole = await plan(events, '2000-01-01', '2100-01-01', 100);
    expect(whole).toHaveLength(4);
    expect(await plan(events, '2000-01-01', '2100-01-01', 1)).toEqual(whole);
  });

  it('remembers from page to page what it was given to keep it in, and nothing besides', async () => {
    const { events } = aLifeOverDays();
    const reports = new ReportsInMemory();
    await plan(events, '2000-01-01', '2100-01-01', 2, reports);
    expect(reports.pages).toEqual([2, 2]);
    expect([...reports.kept.values()]).toMatchObject([{ code: CODE, revision: 3 }]);
    const forgetful = Object.assign(new ReportsInMemory(), { keep: async () => undefined });
    const planned = await plan(events, '2000-01-01', '2100-01-01', 2, forgetful);
    expect(planned.map(({ template }) => template)).toEqual(['submitted', 'assigned']);
  });

  it('carries no contact', async () => {
    const { events } = aLifeOverDays();
    const planned = await plan(events, '2000-01-01', '2100-01-01');
    expect(planned.map(({ sealedReporter }) => sealedReporter)).toEqual(['', '', '', '']);
  });

  it('is made by code that has no way to send', () => {
    const loaded = [...loadedBy(join(__dirname, 'replay-plan.ts'))];
    expect(loaded).toContain(join(__dirname, 'plan-deliveries.ts'));
    expect(loaded.filter((file) => /nodemailer|messaging|postgres|smtp|way-out|worker|mail\//.test(file))).toEqual([]);
  });
});
