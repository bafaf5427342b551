import { MAX_MESSAGE_BYTES, type Refusal } from '@sportello/contracts/words';

/** Nobody answers there now: the bus is down, the owner is, or something the owner needs is. Nothing says whether a command was done. */
export class BusUnavailable extends Error {
  override readonly name = 'BusUnavailable';
}

/** No answer in time. Whether a command was done is unknown: repeat it with the same id. */
export class BusTimeout extends Error {
  override readonly name = 'BusTimeout';
}

/** The owner failed in a way it did not foresee. What happened stands in its log, under the correlation id; nothing of it crosses the bus. */
export class BusFailure extends Error {
  override readonly name = 'BusFailure';
}

/** A request or a reply was over MAX_MESSAGE_BYTES. */
export class MessageTooLarge extends Error {
  override readonly name = 'MessageTooLarge';
  constructor(what: string) {
    super(`${what} is over the limit of ${MAX_MESSAGE_BYTES} bytes`);
  }
}

/** Thrown by a handler, a guard or a pipe to refuse a request. Where an ordinary return is possible, return a `Rejection` instead. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}
