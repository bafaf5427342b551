import { setTimeout as pause } from 'node:timers/promises';
import type { OperationStarted, OperationView } from '@sportello/contracts/words';
import { BusTimeout } from '@sportello/messaging/operators';
import type { Product } from '../reach/product';
import { progressBar } from '../terminal/progress';
import { ask, ProductRefused } from './ask';
import type { CommandRun } from './command-run';

const EVERY_MS = 150;
/** With several replicas of a service only one knows an operation, and each question comes to any of them. */
const QUESTIONS = 20;
const LATE_ANSWERS = 6;

/** A long operation of a service: how it is begun, followed and called off. */
export interface LongOperation {
  readonly label: string;
  readonly subject: string;
  readonly payload: object;
  /** Subjects of the service that does it. */
  readonly follow: string;
  readonly cancel: string;
}

/** An operation did not come to its end. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Starts it and follows it to its end, with a bar for those who watch. Ctrl-C calls it off.
 * @param onItems what it finds on the way, in order @returns what it came to @throws OperationFailed, ProductRefused, the signal's reason
 */
export async function operate<Result, Item = never>(
  run: CommandRun,
  operation: LongOperation,
  onItems: (items: readonly Item[]) => Promise<void> = () => Promise.resolve(),
): Promise<Result> {
  const product = await run.product();
  const { id } = await ask<OperationStarted>(product, operation.subject, operation.payload, { signal: run.signal });
  const progress = progressBar(operation.label);
  try {
    for (let taken = 0; ;) {
      run.signal.throwIfAborted();
      const view = await look(product, operation, id, taken, run.signal);
      progress.at(view.done, view.total);
      await onItems(view.items as readonly Item[]);
      taken += view.items.length;
      if (view.itemsEnd) return resultOf<Result>(view);
      if (view.items.length === 0) await pause(EVERY_MS, undefined, { signal: run.signal });
    }
  } catch (error) {
    progress.end();
    if (!run.signal.aborted) throw error;
    await callOff(product, operation, id);
    throw run.signal.reason;
  } finally {
    progress.end();
  }
}

async function look(
  product: Product,
  { follow }: LongOperation,
  id: string,
  taken: number,
  signal: AbortSignal,
): Promise<OperationView> {
  for (let question = 1, late = 0; ; question += 1) {
    try {
      return await ask<OperationView>(product, follow, { id, taken }, { signal });
    } catch (error) {
      if (error instanceof BusTimeout && (late += 1) <= LATE_ANSWERS) continue;
      if (!isUnknown(error) || question >= QUESTIONS) throw lost(error);
    }
  }
}

function resultOf<Result>({ state, result, failure }: OperationView): Result {
  switch (state) {
    case 'done':
      return result as Result;
    case 'failed':
      throw new OperationFailed(failure?.code ?? 'FAILED', failure?.detail ?? 'It failed');
    case 'cancelled':
      throw new OperationFailed(
        'CANCELLED',
        'It was called off before its end. What was there before is unchanged; run it again.',
      );
    case 'running':
      throw new Error('An operation that runs has not given everything');
    default:
      return state satisfies never;
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof ProductRefused && error.refusal.code === 'NOT_FOUND';
}

function lost(error: unknown): unknown {
  if (!isUnknown(error)) return error;
  return new OperationFailed(
    'OPERATION_LOST',
    'The service was started again before the end. Nothing is half done; run it again.',
  );
}

/** As far as it can be: a product that is gone has called it off itself. */
async function callOff(product: Product, { cancel }: LongOperation, id: string): Promise<void> {
  for (let question = 1; question <= QUESTIONS; question += 1) {
    const reply = await product.ask(cancel, { id }).catch(() => undefined);
    if (reply === undefined || reply.ok) return;
  }
}
