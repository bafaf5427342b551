import { SUBJECTS } from '@sportello/contracts';
import { eventually, NEVER_MS } from '@sportello/event-sourcing/testing';
import type { Bus, RequestOptions } from './bus';
import { BusUnavailable } from './bus-errors';
import { connectNats } from './nats-bus';
import { aContext, aRating, World } from './testing/contract/world';
import { CapturedLog, testNats, type TestNats } from './testing';

describe('The connection to NATS', () => {
  let nats: TestNats;
  let world: World;

  beforeAll(async () => {
    nats = await testNats();
    world = await World.on({
      bus: async (service, keys, logger) =>
        connectNats({ url: nats.url(service), service, keys: await keys.of(service), logger }),
      raw: () => Promise.reject(new Error('Not used')),
      rawHint: () => Promise.reject(new Error('Not used')),
      close: () => nats.stop(),
    });
  });
  beforeEach(() => nats.start());
  afterEach(() => world.reset());
  afterAll(() => world.close());

  const ask = (bus: Bus, options: RequestOptions = {}) =>
    bus.request(SUBJECTS.rateReport, aRating, aContext(), options);

  it('fails what waits, and every request after it, at once while NATS is gone; and works again when it is back', async () => {
    const { does } = await world.replica(() => world.forever());
    const gateway = await world.bus('gateway');
    const waiting = expect(ask(gateway, { timeoutMs: NEVER_MS })).rejects.toThrow(BusUnavailable);
    await nats.stop();
    await waiting;
    expect(gateway.connected()).toBe(false);
    await expect(ask(gateway, { timeoutMs: NEVER_MS })).rejects.toThrow(BusUnavailable);
    gateway.onHint('hints.report.feed-grew', () => undefined);

    does(() => 'back');
    await nats.start();
    const reply = await eventually(() => ask(gateway).catch(() => undefined));
    expect(reply).toEqual({ ok: true, value: 'back' });
    expect(gateway.connected()).toBe(true);
  });

  it('drops hints while NATS is gone, instead of keeping them', async () => {
    const reports = await world.bus('reports');
    const gateway = await world.bus('gateway');
    const heard: unknown[] = [];
    gateway.onHint('hints.report.view-advanced', (payload) => heard.push(payload));
    await nats.stop();
    await eventually(() => !reports.connected());
    for (let revision = 0; revision < 1_000; revision += 1) reports.hint('hints.report.view-advanced', { revision });
    await nats.start();
    await eventually(() => {
      if (reports.connected() && gateway.connected()) reports.hint('hints.report.view-advanced', { revision: 'new' });
      return heard.length > 0;
    });
    expect(heard[0]).toEqual({ revision: 'new' });
  });

  it('waits for a NATS that comes up late', async () => {
    await nats.stop();
    const log = new CapturedLog();
    const late = world.bus('gateway', log);
    await eventually(() => log.lines.length > 0);
    await nats.start();
    expect((await late).connected()).toBe(true);
  });

  it('gives up on one that never comes, without telling the password', async () => {
    await nats.stop();
    const log = new CapturedLog();
    const url = nats.url('gateway');
    const keys = await world.keys.of('gateway');
    const failure: unknown = await connectNats({ url, service: 'gateway', keys, logger: log, connectMs: 300 }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(BusUnavailable);
    expect(JSON.stringify([String(failure), log.lines])).not.toContain(new URL(url).password);
  });

  it('closes also while NATS is gone', async () => {
    await world.replica();
    const gateway = await world.bus('gateway');
    await nats.stop();
    await world.reset();
    expect(gateway.connected()).toBe(false);
  });
});
