import { prepareGround } from '@sportello/embedded';
import { ActorKeys, InProcessHub } from '@sportello/messaging';
import type { ProjectionVerification } from '@sportello/postgres';
import { openParts } from '@sportello/reports';
import { createLogger, readSettings } from '@sportello/service-kit';
import { Client } from 'pg';
import { readLog, type EventStore } from '@sportello/event-sourcing';
import { eventually } from '@sportello/event-sourcing/testing';
import { logOf } from './product-log';

/** A look into the data directory of a product that was stopped: log, read models and demo mailbox, without any service running. */
export interface Inspection {
  /** Code of every submission in the log, as often as it stands there. */
  readonly submissions: readonly string[];
  /** Streams whose revisions do not run from 0 without a gap. */
  readonly brokenStreams: readonly string[];
  readonly verified: Readonly<Record<string, ProjectionVerification>>;
  /** Subjects of all that was ever put into the demo mailbox, by address. */
  readonly mails: ReadonlyMap<string, readonly string[]>;
}

export async function inspect(dataDir: string): Promise<Inspection> {
  const settings = readSettings({
    DATA_DIR: dataDir,
    DEMO: 'true',
    PORT: '0',
    DEMO_PASSWORD: 'only-for-this-test',
    ...(await logOf(dataDir)),
  });
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
    const names = ['status_page', 'work_queue', 'report_times', 'personal_data'];
    const verified = await Promise.allSettled(names.map((name) => reports.parts.projections.verify(name)));
    const log = await lookAtLog(reports.parts.store);
    await reports.close();
    const mails = await connected(ground.databaseUrls.notifications.worker, readMailbox);
    await connected(ground.databaseUrls.reports.worker, everybodyElseGone);
    return {
      verified: Object.fromEntries(
        verified.map((outcome, index) => [String(names[index]), fulfilled(outcome)] as const),
      ),
      mails,
      ...log,
    };
  } finally {
    for (const end of opened.reverse()) await end();
  }
}

function fulfilled<Value>(outcome: PromiseSettledResult<Value>): Value {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

async function connected<Found>(url: string, look: (client: Client) => Promise<Found>): Promise<Found> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await look(client);
  } finally {
    await client.end();
  }
}

async function lookAtLog(store: EventStore): Promise<Pick<Inspection, 'submissions' | 'brokenStreams'>> {
  const submissions: string[] = [];
  const broken = new Set<string>();
  const lengths = new Map<string, number>();
  const ids = new Set<string>();
  for await (const { events } of readLog(store)) {
    for (const { stream, revision, eventId, type, data } of events) {
      if (type === 'report.submitted') submissions.push((JSON.parse(data) as { code: string }).code);
      if (revision !== (lengths.get(stream) ?? 0) || ids.has(eventId)) broken.add(stream);
      lengths.set(stream, revision + 1);
      ids.add(eventId);
    }
  }
  return { submissions, brokenStreams: [...broken] };
}

async function readMailbox(client: Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query<{ address: string; subjects: readonly string[] }>(
    'select address, array_agg(subject) as subjects from notifications.dev_mailbox group by address',
  );
  return new Map(rows.map(({ address, subjects }) => [address, subjects]));
}

/** A closed pool has only said that its connections shall end. PostgreSQL stopped before they did would break them, and that is told as a loss. */
async function everybodyElseGone(client: Client): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await client.query<{ others: number }>(
        `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      return rows[0]?.others;
    },
    (others) => others === 0,
  );
}
