/** All is well. */
export const WELL = 0;
/** Something is wrong, or could not be done. */
export const WRONG = 1;
/** The command line itself is not right. */
export const USAGE = 2;
/** Ended by Ctrl-C (128 and the number of the signal). */
export const INTERRUPTED = 130;

export type Verdict = typeof WELL | typeof WRONG;
