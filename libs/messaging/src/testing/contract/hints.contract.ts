import { HINTS, MAX_MESSAGE_BYTES } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { CapturedLog } from '../captured-log';
import type { World } from './world';

const { reportViewAdvanced, reportFeedGrew } = HINTS;

/** Hints: to every replica, or nowhere. */
export function hintsContract(world: () => World): void {
  it('reach every replica of every service that listens', async () => {
    const reports = await world().bus('reports');
    const heard: string[] = [];
    const listeners = { first: 'gateway', second: 'gateway', third: 'notifications', own: 'reports' } as const;
    for (const [name, service] of Object.entries(listeners)) {
      const bus = await world().bus(service);
      bus.onHint(reportViewAdvanced, (payload) => heard.push(`${name} ${JSON.stringify(payload)}`));
    }
    await eventually(() => {
      reports.hint(reportViewAdvanced, { code: '1', revision: 2, at: new Date(0), nothing: undefined });
      return new Set(heard).size >= 4;
    });
    const payload = '{"code":"1","revision":2,"at":"1970-01-01T00:00:00.000Z"}';
    expect(new Set(heard)).toEqual(new Set(Object.keys(listeners).map((name) => `${name} ${payload}`)));
  });

  it('need no payload, and no listener', async () => {
    const reports = await world().bus('reports');
    const gateway = await world().bus('gateway');
    const heard: unknown[] = [];
    reports.hint(reportFeedGrew);
    gateway.onHint(reportFeedGrew, (payload) => heard.push(payload));
    await eventually(() => {
      reports.hint(reportFeedGrew);
      return heard.length > 0;
    });
    expect(heard[0]).toBeUndefined();
  });

  it('are not heard by who stopped listening', async () => {
    const reports = await world().bus('reports');
    const gateway = await world().bus('gateway');
    const heard = [0, 0];
    const stop = gateway.onHint(reportFeedGrew, () => (heard[0]! += 1));
    gateway.onHint(reportFeedGrew, () => (heard[1]! += 1));
    const hint = async () => {
      const before = heard[1]!;
      await eventually(() => (reports.hint(reportFeedGrew), heard[1]! > before));
    };
    await hint();
    stop();
    const before = heard[0]!;
    await hint();
    await hint();
    expect(heard[0]! - before).toBeLessThanOrEqual(1);
  });

  it('that cannot be read, or whose listener fails, harm nobody', async () => {
    const log = new CapturedLog();
    const gateway = await world().bus('gateway', log);
    const heard: unknown[] = [];
    gateway.onHint(reportViewAdvanced, (payload) => {
      heard.push(payload);
      throw new Error('The listener has a bug');
    });
    await eventually(async () => {
      await world().wire.rawHint(reportViewAdvanced, Buffer.from('{"code'));
      await world().wire.rawHint(reportViewAdvanced, Buffer.from('{"code":"1"}'));
      return heard.length >= 2;
    });
    expect(new Set(heard.map((payload) => JSON.stringify(payload)))).toEqual(new Set(['{"code":"1"}']));
    expect(log.lines.filter(({ level }) => level === 'warn').length).toBeGreaterThanOrEqual(3);
  });

  it('over the limit are not sent, and the log says so', async () => {
    const log = new CapturedLog();
    const reports = await world().bus('reports', log);
    reports.hint(reportViewAdvanced, { code: 'a'.repeat(MAX_MESSAGE_BYTES) });
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
    expect(reports.connected()).toBe(true);
  });
}
