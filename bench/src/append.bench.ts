import { ArmProcess } from './arm-process';
import type { AppendOrder } from './arms/append-orders';
import { logDatabase } from './log-database';
import { data, metadata } from './payload';
import { pgbenchArm } from './pgbench';
import { compare, type Measured } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

/** Durable appends of one event each: our store against raw INSERTs by pgbench and against Emmett's store. */
export async function append(setting: Setting): Promise<BenchResult> {
  const { rounds, seconds } = setting;
  const log = await logDatabase(setting);
  const raw = await setting.database('raw');
  const { arm } = await ArmProcess.start<AppendOrder, Measured>(setting.arm('append'), { DATABASE_URL: log.workerUrl });
  setting.atEnd(() => arm.stop());
  const emmettUrl = await setting.database('emmett');
  const { arm: emmett } = await ArmProcess.start<object, Measured>(setting.peer('emmett'), { DATABASE_URL: emmettUrl });
  setting.atEnd(() => emmett.stop());

  const ours = (writers: number) => ({
    name: `append, ${writers} writer${writers === 1 ? '' : 's'}`,
    run: () => arm.ask({ writers, seconds }),
  });
  const emmettArm = (writers: number) => ({
    name: `Emmett, ${writers} writer${writers === 1 ? '' : 's'}`,
    run: () => emmett.ask({ task: 'append', writers, seconds, data, metadata }),
  });
  return {
    bench: 'append: durable appends a second',
    comparisons: [
      await compare(ours(32), await pgbenchArm(raw, setting.folder, 32, seconds), rounds, 0.6),
      await compare(ours(1), await pgbenchArm(raw, setting.folder, 1, seconds), rounds, 0.35),
      await compare(ours(32), emmettArm(32), rounds, 3),
      await compare(ours(1), emmettArm(1), rounds),
    ],
    figures: [],
  };
}
