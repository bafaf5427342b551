import { Client } from 'pg';
import { ArmProcess } from './arm-process';
import type { AppendOrder } from './arms/append-orders';
import type { CopyPipeOrder } from './arms/copy-pipe';
import type { RebuildOrder } from './arms/rebuild';
import { logDatabase } from './log-database';
import { fillWithLives, LIFE } from './report-lives';
import { compare, median, type Arm, type Measured } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

const REPORTS = 25_000;
/** Emmett's rate is low: on fewer, and rates compare. */
const EMMETT_REPORTS = 1_000;
const WRITERS = 32;

/** The status page built anew from whole lives of reports: against a COPY OUT | COPY IN pipe of its rows, against Emmett's rebuild, and what it leaves to those who write meanwhile. */
export async function rebuild(setting: Setting): Promise<BenchResult> {
  const log = await logDatabase(setting);
  await fillWithLives(log.adminUrl, REPORTS);
  const { arm } = await ArmProcess.start<RebuildOrder, Measured & { readonly peakMiB: number }>(
    setting.arm('rebuild'),
    { DATABASE_URLS: JSON.stringify(log.urls) },
  );
  setting.atEnd(() => arm.stop());
  const { arm: pipe } = await ArmProcess.start<CopyPipeOrder, Measured>(setting.arm('copy-pipe'));
  setting.atEnd(() => pipe.stop());
  const { arm: emmett } = await ArmProcess.start<object, Measured>(setting.peer('emmett'), {
    DATABASE_URL: await setting.database('emmett'),
  });
  setting.atEnd(() => emmett.stop());
  const { arm: writers } = await ArmProcess.start<AppendOrder, Measured>(setting.arm('append'), {
    DATABASE_URL: log.workerUrl,
  });
  setting.atEnd(() => writers.stop());

  const peaks: number[] = [];
  const ours: Arm = {
    name: 'rebuild of the status page',
    run: async () => {
      const rebuilt = await arm.ask({ rows: REPORTS });
      peaks.push(rebuilt.peakMiB);
      return rebuilt;
    },
  };
  const copied: Arm = {
    name: 'COPY OUT | COPY IN of its rows',
    run: async () => {
      const { from, to } = await emptyTwin(log.adminUrl);
      return pipe.ask({ from: log.adminUrl, to: log.adminUrl, fromTable: from, toTable: to });
    },
  };
  await emmett.ask({ task: 'fill-lives', events: EMMETT_REPORTS, life: LIFE });
  const theirs: Arm = { name: "Emmett's rebuild", run: () => emmett.ask({ task: 'rebuild', events: EMMETT_REPORTS }) };

  await ours.run();
  const comparisons = [
    await compare(ours, copied, setting.rounds, 0.5),
    await compare(ours, theirs, setting.rounds, 5),
  ];
  const writing = (name: string, meanwhile: () => Promise<unknown>): Arm => ({
    name,
    run: async () => {
      // Not reports: the read model under measure stays as long as it is.
      const order = { writers: WRITERS, seconds: setting.seconds, category: 'notice' };
      const [written] = await Promise.all([writers.ask(order), meanwhile()]);
      return written;
    },
  });
  comparisons.push(
    await compare(
      writing(`appends beside a rebuild, ${WRITERS} writers`, () => arm.ask({ rows: REPORTS })),
      writing('appends alone', () => Promise.resolve()),
      setting.rounds,
      0.8,
    ),
  );
  return {
    bench: 'rebuild: rows of the status page a second',
    comparisons,
    figures: [{ name: 'peak memory', value: median(peaks), unit: 'MiB' }],
  };
}

/** The table behind the view, and an empty one with the same columns and indexes. */
async function emptyTwin(adminUrl: string): Promise<{ readonly from: string; readonly to: string }> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
        WHERE schemaname = 'reports' AND tablename ~ '^status_page_v[0-9]+_g[0-9]+$'`,
    );
    const from = rows[0]?.name;
    if (from === undefined || rows.length > 1) throw new Error('There is more than one generation, or none');
    await client.query('DROP TABLE IF EXISTS reports.twin');
    await client.query(`CREATE TABLE reports.twin (LIKE ${from} INCLUDING INDEXES)`);
    return { from, to: 'reports.twin' };
  } finally {
    await client.end();
  }
}
