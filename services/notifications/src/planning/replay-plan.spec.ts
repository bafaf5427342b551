import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ReportPublicEvent } from '@sportello/contracts';
import { codeNumber, EventLog } from '../testing/events';
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
): Promise<PlannedDelivery[]> {
  const planned: PlannedDelivery[] = [];
  for await (const page of planReplay(pagesOf(events, size), { from, to })) planned.push(...page);
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

/** Everything a file imports, over relative paths, types left out: what runs when it is loaded. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, what] of readFileSync(file, 'utf8').matchAll(/^import (?!type )[^;]*? from '([^']+)'/gms)) {
    if (what?.startsWith('.')) loadedBy(`${join(dirname(file), what)}.ts`, seen);
    else if (what !== undefined) seen.add(what);
  }
  return seen;
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
