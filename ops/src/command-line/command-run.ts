import type { Product } from '../reach/product';
import type { Output } from '../terminal/output';

/** One run of one command. */
export interface CommandRun {
  readonly output: Output;
  /** Ends with Ctrl-C. */
  readonly signal: AbortSignal;
  /** The product; reached when it is asked for the first time. @throws CannotReach */
  readonly product: () => Promise<Product>;
}

/** What was given on the command line cannot be used; the message says why. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}
