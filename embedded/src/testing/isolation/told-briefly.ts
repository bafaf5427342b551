import type { RunDetails } from 'fast-check';

/** What a search found, and how to find it again: not everything that it tried, for a round is long. @throws Error */
export async function toldBriefly<Tried>({ failed, seed, numRuns, errorInstance }: RunDetails<Tried>): Promise<void> {
  if (failed) throw new Error(`Found in round ${numRuns} of seed ${seed}`, { cause: errorInstance });
  return Promise.resolve();
}
