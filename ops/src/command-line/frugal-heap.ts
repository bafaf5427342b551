import { setFlagsFromString } from 'node:v8';

/**
 * For Node's command line. The garbage collector lets old garbage grow to a multiple of what lives before it looks at it, the more so the longer a
 * program runs: what reads five million events would take several times the memory of what reads a thousand. For half as much again as what lives
 * it works a little more often.
 */
export const FRUGAL_HEAP = '--heap-growing-percent=50';

/** The same for this process, from now on. */
export function keepHeapFrugal(): void {
  setFlagsFromString(FRUGAL_HEAP);
}
