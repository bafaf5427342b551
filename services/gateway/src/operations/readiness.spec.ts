import { SERVICES, type ServiceHealth } from '@sportello/contracts';
import type { Bus } from '@sportello/messaging';
import { Readiness } from './readiness';

/** A bus on which every service says that it is well, counting the questions. */
function aBus(): Pick<Bus, 'request' | 'connected'> & { asked: number } {
  const health: ServiceHealth = {
    service: 'reports',
    ready: true,
    parts: [{ name: 'projection', ok: true, detail: 'connect ECONNREFUSED 10.0.0.7:5432' }],
  };
  return {
    asked: 0,
    async request<T>() {
      this.asked += 1;
      await Promise.resolve();
      return { ok: true, value: health as T };
    },
    connected: () => true,
  };
}

const RIGHT = { problems: () => [] };

describe('whether everything can be used', () => {
  it('is asked once by all who ask within a second, and anew after it', async () => {
    let now = 0;
    const bus = aBus();
    let pings = 0;
    const others = SERVICES.length - 1;
    const database = { ping: () => Promise.resolve(void (pings += 1)) };
    const readiness = new Readiness(bus, database, RIGHT, () => now);
    await Promise.all([readiness.all(), readiness.all(), readiness.all()]);
    now = 999;
    await readiness.all();
    expect([bus.asked, pings]).toEqual([others, 1]);
    now = 1_000;
    await readiness.all();
    expect([bus.asked, pings]).toEqual([others * 2, 2]);
  });

  it('is asked anew sooner while something cannot be', async () => {
    let now = 0;
    const bus = aBus();
    let ping = (): Promise<void> => Promise.reject(new Error('down'));
    const readiness = new Readiness(bus, { ping: () => ping() }, RIGHT, () => now);
    expect((await readiness.all())[0]?.ready).toBe(false);
    ping = () => Promise.resolve();
    now = 199;
    expect((await readiness.all())[0]?.ready).toBe(false);
    now = 200;
    expect((await readiness.all())[0]?.ready).toBe(true);
  });

  it('does not hang on a municipality’s file that went wrong, which is named all the same', async () => {
    const wrong = { problems: () => [{ file: 'borgo.yaml', line: 3, reason: 'must have name' }] };
    const readiness = new Readiness(aBus(), { ping: () => Promise.resolve() }, wrong);
    expect(await readiness.own()).toMatchObject({
      ready: true,
      parts: expect.arrayContaining([{ name: 'municipality-files', ok: false }]),
    });
  });

  it('names the parts of a service, and no error of its inside', async () => {
    const readiness = new Readiness(aBus(), { ping: () => Promise.resolve() }, RIGHT);
    const [, reports] = await readiness.all();
    expect(reports).toEqual({ service: 'reports', ready: true, parts: [{ name: 'projection', ok: true }] });
  });
});
