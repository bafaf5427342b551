import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { RequestMetadata } from './bus';

const requests = new AsyncLocalStorage<RequestMetadata>();

/** Made when this file is loaded, so that it carries nobody's AsyncLocalStorage. */
const root = new AsyncResource('SportelloBus');

/** The metadata of the message being answered here, for log lines and traces; undefined outside of one. */
export function currentRequest(): RequestMetadata | undefined {
  return requests.getStore();
}

/** Runs `work` as the answer to a message. */
export function asAnswerTo<Result>(metadata: RequestMetadata, work: () => Result): Result {
  return requests.run(metadata, work);
}

/** Runs `work` as a message from a wire would: nothing of the caller's AsyncLocalStorage reaches it. */
export function inRootContext<Result>(work: () => Result): Result {
  return root.runInAsyncScope(work);
}
