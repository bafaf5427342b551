import type { Reply } from '@sportello/messaging';

export interface AskOptions {
  /** Milliseconds; 5,000 unless given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Of a command: the same id again is the same command. */
  readonly commandId?: string;
}

/** The product, whichever way it was reached. */
export interface Product {
  /** For people: how it was reached. */
  readonly how: string;
  /** Nothing leaves while it is in maintenance. */
  readonly maintenance: boolean;
  /** @throws BusUnavailable, BusTimeout, BusFailure, MessageTooLarge as the bus does */
  ask<T>(subject: string, payload: object, options?: AskOptions): Promise<Reply<T>>;
  close(): Promise<void>;
}

/** There is no way to the product; the message says what to do. */
export class CannotReach extends Error {
  override readonly name = 'CannotReach';
}
