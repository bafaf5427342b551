import { EventStoreUnavailable } from './event-store';

/**
 * The promise's result, unless the time is up or the signal fires first. The work itself goes on: the caller ends it.
 * @throws EventStoreUnavailable after `milliseconds`, or the signal's reason
 */
export function withinDeadline<T>(promise: Promise<T>, milliseconds: number, signal?: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(
      () => finish(() => reject(new EventStoreUnavailable('The event store did not answer in time'))),
      milliseconds,
    );
    const abort = (): void => finish(() => reject(signal?.reason as Error));
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      settle();
    };
    signal?.addEventListener('abort', abort);
    promise.then(
      (value) => finish(() => resolve(value)),
      (error: unknown) =>
        finish(() => reject(error instanceof Error ? error : new Error('The event store failed', { cause: error }))),
    );
  });
}
