import { GiveWay } from './give-way';

function aBusyStore() {
  const callbacks = new Set<() => void>();
  return {
    append: () => callbacks.forEach((callback) => callback()),
    listeners: () => callbacks.size,
    onAppended: (callback: () => void) => {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
  };
}

describe('Work that gives way to those who append', () => {
  it('rests for as long as they are busy, and can be called off meanwhile', async () => {
    const store = aBusyStore();
    const others = new GiveWay(store);
    await new Promise((resolve) => setImmediate(resolve));
    for (let append = 0; append < 1_000; append += 1) store.append();
    const stop = new AbortController();
    const resting = others.rest(stop.signal);
    stop.abort(new Error('Called off'));
    await expect(resting).rejects.toThrow('Called off');
  });

  it('goes on at once where nobody appends, and listens no longer than it works', async () => {
    const store = aBusyStore();
    const others = new GiveWay(store);
    expect(store.listeners()).toBe(1);
    await expect(others.rest()).resolves.toBeUndefined();
    others.end();
    expect(store.listeners()).toBe(0);
  });
});
