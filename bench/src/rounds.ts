/** What one arm did in one round. */
export interface Measured {
  /** Things done per second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p99?: number;
}

export interface Arm {
  readonly name: string;
  run(): Promise<Measured>;
}

/** Our arm against one peer: medians over the rounds; each ratio is the median of the rounds' own ratios. */
export interface Comparison {
  readonly ours: string;
  readonly peer: string;
  readonly rounds: number;
  readonly oursRate: number;
  readonly peerRate: number;
  /** Our rate by the peer's, of the same round. */
  readonly ratio: number;
  readonly ratios: readonly number[];
  readonly oursP99?: number;
  readonly peerP99?: number;
  /** Our p99 by the peer's: below 1 is better. */
  readonly p99Ratio?: number;
  readonly target?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/**
 * Runs both arms in turn, A B B A A B ..., so that whatever drifts falls on both alike.
 * @param rounds at least 7 for a figure worth writing down
 */
export async function compare(ours: Arm, peer: Arm, rounds: number, target?: number): Promise<Comparison> {
  const pairs: { ours: Measured; peer: Measured }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`  ${ours.name} | ${peer.name}: round ${round + 1} of ${rounds}\r`);
    if (round % 2 === 0) {
      const first = await ours.run();
      pairs.push({ ours: first, peer: await peer.run() });
    } else {
      const first = await peer.run();
      pairs.push({ ours: await ours.run(), peer: first });
    }
  }
  process.stderr.write('\u001b[K');
  const ratios = pairs.map((pair) => pair.ours.rate / pair.peer.rate);
  process.stderr.write(`  ${ours.name} | ${peer.name}: ${median(ratios).toFixed(2)}x in ${rounds} rounds\n`);
  const p99 = pairs.flatMap((pair) =>
    pair.ours.p99 !== undefined && pair.peer.p99 !== undefined ? [{ ours: pair.ours.p99, peer: pair.peer.p99 }] : [],
  );
  return {
    ours: ours.name,
    peer: peer.name,
    rounds,
    oursRate: median(pairs.map((pair) => pair.ours.rate)),
    peerRate: median(pairs.map((pair) => pair.peer.rate)),
    ratio: median(ratios),
    ratios,
    ...(p99.length === 0
      ? {}
      : {
          oursP99: median(p99.map((pair) => pair.ours)),
          peerP99: median(p99.map((pair) => pair.peer)),
          p99Ratio: median(p99.map((pair) => pair.ours / pair.peer)),
        }),
    ...(target === undefined ? {} : { target }),
  };
}
