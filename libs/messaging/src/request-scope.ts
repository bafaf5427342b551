import { AsyncResource } from 'node:async_hooks';

/** Made when this file is loaded, so that it carries nobody's AsyncLocalStorage. */
const root = new AsyncResource('SportelloBus');

/**
 * Runs `work` as a message from a wire would: nothing of the caller's AsyncLocalStorage reaches it. The bus has none of its own: one
 * in use costs every promise of the process a callback.
 */
export function inRootContext<Result>(work: () => Result): Result {
  return root.runInAsyncScope(work);
}
