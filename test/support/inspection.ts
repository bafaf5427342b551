import { prepareGround } from '@sportello/embedded';
import { ActorKeys, InProcessHub } from '@sportello/messaging';
import type { ProjectionVerification } from '@sportello/postgres';
import { openParts } from '@sportello/reports';
import { createLogger, readSettings } from '@sportello/service-kit';
import { Client } from 'pg';

/** A look into the data directory of a product that was stopped: its log and its read models, without any service running. */
export interface Inspection {
  /** Code of every submission in the log, as often as it stands there. */
  readonly submissions: readonly string[];
  /** Streams whose revisions do not run from 0 without a gap. */
  readonly brokenStreams: readonly string[];
  readonly verified: Readonly<Record<string, ProjectionVerification>>;
}

export async function inspect(dataDir: string): Promise<Inspection> {
  const settings = readSettings({ DATA_DIR: dataDir, DEMO: 'true', PORT: '0', DEMO_PASSWORD: 'only-for-this-test' });
  const logger = createLogger({ service: 'inspection', level: 'warn' });
  const opened: (() => Promise<void>)[] = [];
  try {
    const ground = await prepareGround(settings, logger, { push: (_name, end) => void opened.push(end) });
    const bus = new InProcessHub().bus('reports', await ActorKeys.load(settings.keysDir, 'reports'), logger);
    opened.push(() => bus.close());
    const reports = await openParts({
      settings: ground.settings,
      municipalities: ground.municipalities,
      bus,
      databaseUrls: ground.databaseUrls.reports,
      logger,
    });
    opened.push(() => reports.close());
    const names = ['status_page', 'work_queue'];
    const verified = await Promise.all(names.map((name) => reports.parts.projections.verify(name)));
    return {
      ...(await readLog(ground.databaseUrls.reports.worker)),
      verified: Object.fromEntries(names.map((name, index) => [name, verified[index] as ProjectionVerification])),
    };
  } finally {
    for (const end of opened.reverse()) await end();
  }
}

async function readLog(url: string): Promise<Pick<Inspection, 'submissions' | 'brokenStreams'>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const submitted = await client.query<{ code: string }>(
      `select data::jsonb ->> 'code' as code from event_store.events where type = 'report.submitted'`,
    );
    const broken = await client.query<{ stream: string }>(
      `select stream from event_store.events group by municipality_id, stream
        having count(*) <> max(revision) + 1 or count(distinct event_id) <> count(*)`,
    );
    return {
      submissions: submitted.rows.map(({ code }) => code),
      brokenStreams: broken.rows.map(({ stream }) => stream),
    };
  } finally {
    await client.end();
  }
}
