import { ArmProcess } from './arm-process';
import type { AppendOrder } from './arms/append-orders';
import { logDatabase } from './log-database';
import { compare, type Arm, type Measured } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

/** What the sealer costs those who append: the same store with it and without it. */
export async function seals(setting: Setting): Promise<BenchResult> {
  const { rounds, seconds } = setting;
  const armOf = async (sealed: boolean): Promise<ArmProcess<AppendOrder, Measured>> => {
    const { urls } = await logDatabase(setting);
    const env = { DATABASE_URLS: JSON.stringify(urls), SEALING: String(sealed) };
    const { arm } = await ArmProcess.start<AppendOrder, Measured>(setting.arm('sealed-append'), env);
    setting.atEnd(() => arm.stop());
    return arm;
  };
  const [sealed, bare] = [await armOf(true), await armOf(false)];
  const arm = (name: string, process: ArmProcess<AppendOrder, Measured>, writers: number): Arm => ({
    name: `${name}, ${writers} writer${writers === 1 ? '' : 's'}`,
    run: () => process.ask({ writers, seconds }),
  });
  return {
    bench: 'seals: appends a second with the sealer beside them, and without',
    comparisons: [
      await compare(arm('sealed', sealed, 32), arm('not sealed', bare, 32), rounds, 0.95),
      await compare(arm('sealed', sealed, 1), arm('not sealed', bare, 1), rounds, 0.95),
    ],
    figures: [],
  };
}
