import { SUBJECTS } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { BusUnavailable } from '../../bus-errors';
import { aContext, aRating, type World } from './world';

/** Coming and going of replicas. */
export function closingContract(world: () => World): void {
  it('lets the replies in flight leave when the service closes, and takes nothing new', async () => {
    const finish: (() => void)[] = [];
    const { app } = await world().replica(() => new Promise<string>((resolve) => finish.push(() => resolve('done'))));
    const gateway = await world().bus('gateway');
    const request = gateway.request(SUBJECTS.rateReport, aRating, aContext());
    await eventually(() => finish.length === 1);
    const closed = app.close();
    await eventually(async () => {
      const late = gateway.request(SUBJECTS.rateReport, aRating, aContext(), { timeoutMs: 100 });
      return (await late.catch((error: unknown) => error)) instanceof BusUnavailable;
    });
    for (const one of finish) one();
    expect(await request).toEqual({ ok: true, value: 'done' });
    await closed;
  });

  it('leaves the work to the other replica when one closes, without losing a request', async () => {
    const [one] = [await world().replica(() => 'one'), await world().replica(() => 'two')];
    const gateway = await world().bus('gateway');
    const answers = new Set<unknown>();
    const ask = async (): Promise<unknown> => {
      const reply = await gateway.request(SUBJECTS.rateReport, aRating, aContext());
      if (reply.ok) answers.add(reply.value);
      return reply.ok;
    };
    await eventually(async () => (await ask()) && answers.size === 2);
    const [, ...replies] = await Promise.all([one.bus.close(), ...Array.from({ length: 50 }, ask)]);
    expect(replies.every(Boolean)).toBe(true);
    answers.clear();
    await ask();
    expect(answers).toEqual(new Set(['two']));
  });

  it('fails its own pending requests when it closes, and every later one at once', async () => {
    let reached = false;
    await world().replica(() => {
      reached = true;
      return world().forever();
    });
    const gateway = await world().bus('gateway');
    expect(gateway.connected()).toBe(true);
    const pending = gateway.request(SUBJECTS.rateReport, aRating, aContext()).catch((error: unknown) => error);
    await eventually(() => reached);
    const closed = gateway.close();
    const meanwhile = gateway.request(SUBJECTS.rateReport, aRating, aContext()).catch((error: unknown) => error);
    expect(await pending).toBeInstanceOf(BusUnavailable);
    expect(await meanwhile).toBeInstanceOf(BusUnavailable);
    await closed;
    expect(gateway.connected()).toBe(false);
    await expect(gateway.request(SUBJECTS.rateReport, aRating, aContext())).rejects.toThrow(BusUnavailable);
  });
}
