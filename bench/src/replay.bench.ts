import { ArmProcess } from './arm-process';
import type { ReplayOrder } from './arms/replay';
import { logDatabase } from './log-database';
import { data, metadata } from './payload';
import { compare, median, type Measured } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

const EVENTS = 1_000_000;
const FEW_EVENTS = 100_000;
const EMMETT_EVENTS = 20_000;

type Replayed = Measured & { readonly peakMiB: number };

/** A million events through a projection that does nothing, against a bare cursor and against Emmett's consumer (on fewer, its rate is low: rates compare). */
export async function replay(setting: Setting): Promise<BenchResult> {
  const log = await logDatabase(setting);
  const { arm } = await ArmProcess.start<ReplayOrder, Replayed>(setting.arm('replay'), {
    DATABASE_URLS: JSON.stringify(log.urls),
  });
  setting.atEnd(() => arm.stop());
  const { arm: cursor } = await ArmProcess.start<ReplayOrder, Measured>(setting.arm('cursor'), {
    DATABASE_URL: log.adminUrl,
  });
  setting.atEnd(() => cursor.stop());
  const { arm: emmett } = await ArmProcess.start<object, Measured>(setting.peer('emmett'), {
    DATABASE_URL: await setting.database('emmett'),
  });
  setting.atEnd(() => emmett.stop());

  await log.fill(FEW_EVENTS);
  const few: number[] = [];
  for (let round = 0; round < 3; round += 1) few.push((await arm.ask({ events: FEW_EVENTS })).peakMiB);

  await log.fill(EVENTS - FEW_EVENTS);
  const many: number[] = [];
  const ours = {
    name: 'replay of 1M events',
    run: async () => {
      const replayed = await arm.ask({ events: EVENTS });
      many.push(replayed.peakMiB);
      return replayed;
    },
  };
  await emmett.ask({ task: 'fill', events: EMMETT_EVENTS, data, metadata });
  return {
    bench: 'replay: events a second through a projection that does nothing',
    comparisons: [
      await compare(
        ours,
        { name: 'bare pg-cursor loop', run: () => cursor.ask({ events: EVENTS }) },
        setting.rounds,
        0.6,
      ),
      await compare(
        ours,
        {
          name: "Emmett's consumer",
          run: () => emmett.ask({ task: 'consume', events: EMMETT_EVENTS, data, metadata }),
        },
        setting.rounds,
        10,
      ),
    ],
    figures: [
      { name: 'peak memory at 1M events, by that at 100k', value: median(many) / median(few), unit: 'x', atMost: 1.25 },
      { name: 'peak memory at 1M events', value: median(many), unit: 'MiB' },
    ],
  };
}
