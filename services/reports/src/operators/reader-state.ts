import type { ReaderView } from '@sportello/contracts';

/** What is known of a reader of the log. */
export interface ReaderCondition {
  readonly kind: ReaderView['kind'];
  /** Its checkpoint is of another log. */
  readonly anotherLog: boolean;
  /** The log ends before its position. */
  readonly ahead: boolean;
  readonly caughtUp: boolean;
  readonly stoppedBecause?: string | undefined;
  readonly lastError?: string | undefined;
}

const ANOTHER_LOG: Readonly<Record<ReaderView['kind'], string>> = {
  projection:
    'its checkpoint is of another log: it is built anew from this one, by itself. Was the store switched without `sportello store copy`? Then what is only in the other log is missing',
  subscription:
    'its checkpoint is of another log: it holds, and does nothing for what happens in this one. Go back to the store that it followed; or stop the product and run `sportello store copy`, which carries the checkpoints over',
};
const AHEAD =
  'it has read events that the log does not hold: the log was restored from an older copy, or is another one';

/** How a reader is, in one word, and what an operator should know of it: the worst first. */
export function readerState(reader: ReaderCondition): Pick<ReaderView, 'state' | 'detail'> {
  const { kind, anotherLog, ahead, caughtUp, stoppedBecause, lastError } = reader;
  if (anotherLog) return { state: 'another-log', detail: ANOTHER_LOG[kind] };
  if (ahead) return { state: 'ahead-of-the-log', detail: AHEAD };
  if (stoppedBecause !== undefined) return { state: 'stopped', detail: stoppedBecause };
  if (lastError !== undefined) return { state: 'failing', detail: lastError };
  return { state: caughtUp ? 'following' : 'catching-up' };
}
