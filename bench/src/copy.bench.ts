import { ArmProcess } from './arm-process';
import type { CopyOrder } from './arms/copy';
import type { CopyPipeOrder } from './arms/copy-pipe';
import { logDatabase } from './log-database';
import { compare, median, type Arm, type Measured } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

const FEW_EVENTS = 100_000;
const EVENTS = 1_000_000;
/** A million events are copied this often: for memory, not for the rate. */
const LONG_ROUNDS = 2;

type Copied = Measured & { readonly peakMiB: number };

/** `store copy` PostgreSQL -> PostgreSQL, against a COPY OUT | COPY IN pipe of the same rows, which looks at nothing. Every round into a new log. */
export async function copy(setting: Setting): Promise<BenchResult> {
  const source = await logDatabase(setting);
  const { arm } = await ArmProcess.start<CopyOrder, Copied>(setting.arm('copy'));
  setting.atEnd(() => arm.stop());
  const { arm: pipe } = await ArmProcess.start<CopyPipeOrder, Measured>(setting.arm('copy-pipe'));
  setting.atEnd(() => pipe.stop());
  const copyOnce = async (): Promise<Copied> =>
    arm.ask({ from: source.workerUrl, to: (await logDatabase(setting)).workerUrl });

  await source.fill(FEW_EVENTS);
  const few: number[] = [];
  const ours: Arm = {
    name: 'store copy',
    run: async () => {
      const copied = await copyOnce();
      few.push(copied.peakMiB);
      return copied;
    },
  };
  const peer: Arm = {
    name: 'COPY OUT | COPY IN',
    run: async () => pipe.ask({ from: source.adminUrl, to: (await logDatabase(setting)).adminUrl }),
  };
  const comparison = await compare(ours, peer, setting.rounds);

  await source.fill(EVENTS - FEW_EVENTS);
  const many: Copied[] = [];
  for (let round = 0; round < LONG_ROUNDS; round += 1) many.push(await copyOnce());
  const peak = median(many.map(({ peakMiB }) => peakMiB));
  return {
    bench: 'copy: events a second from PostgreSQL to PostgreSQL',
    comparisons: [comparison],
    figures: [
      { name: 'copy of 100k events', value: comparison.oursRate, unit: 'events/s', atLeast: 10_000 },
      { name: 'copy of 1M events', value: median(many.map(({ rate }) => rate)), unit: 'events/s', atLeast: 10_000 },
      { name: 'peak memory at 1M events, by that at 100k', value: peak / median(few), unit: 'x', atMost: 1.25 },
      { name: 'peak memory at 1M events', value: peak, unit: 'MiB' },
    ],
  };
}
