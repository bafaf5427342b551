import { EventStoreUnavailable } from './event-store';
import { StoreLife } from './store-life';

describe('The life of a store', () => {
  it('ends once, for everybody who closes it, and takes nothing from the first moment on', async () => {
    const life = new StoreLife();
    let ends = 0;
    let finish = (): void => undefined;
    const end = (): Promise<void> => {
      ends += 1;
      return new Promise((resolve) => (finish = resolve));
    };
    life.assertUsable();
    const closed = [life.close(end), life.close(end)];
    expect(() => life.assertUsable()).toThrow(EventStoreUnavailable);
    finish();
    await Promise.all(closed);
    expect(ends).toBe(1);
  });

  it('takes nothing for a caller who has given up', () => {
    const signal = AbortSignal.abort(new Error('given up'));
    expect(() => new StoreLife().assertUsable({ signal })).toThrow('given up');
  });
});
