import type { ServiceHealth } from '@sportello/contracts';
import { PostgresCheckpoints, type Database } from '@sportello/postgres';
import { Operations, type Municipalities, type ServiceContext } from '@sportello/service-kit';
import type { Bus } from '@sportello/messaging';
import type { Logger } from 'pino';
import { ContentOpener } from './delivery/content-opener';
import { DeliveryQueue } from './delivery/delivery-queue';
import { DeliveryWorker } from './delivery/delivery-worker';
import { SmtpWayOut } from './delivery/smtp-way-out';
import type { WayOut } from './delivery/way-out';
import { DeliveryLedger } from './feed/delivery-ledger';
import { ReportFeedReader } from './feed/report-feed.reader';
import { FollowerKeys } from './follows/follower-keys';
import { Follows } from './follows/follows';
import { ForgettingWorker } from './follows/forgetting-worker';
import { DevMailbox } from './mail/dev-mailbox';
import { mailHost, type MailSettings } from './mail/outgoing-mail';
import { MyReportsMails } from './my-reports/my-reports-mails';
import { ReportsFinder } from './my-reports/reports-finder';
import { openNotificationsDatabase } from './notifications-database';
import { health } from './queries/health';

/** Times that tests shorten. Milliseconds. */
export interface Tuning {
  readonly workerPollMs: number;
  readonly feedPollMs: number;
  readonly forgettingPollMs: number;
  /** First wait of a delivery that failed; later ones are 5, 15, 60, 240 ... times as long. */
  readonly backOffBaseMs: number;
  /** First wait when the mail server cannot be reached; it doubles. */
  readonly circuitBaseMs: number;
  readonly smtpLeaseMs: number;
  readonly devLeaseMs: number;
  readonly batchSize: number;
}

export const DEFAULT_TUNING: Tuning = {
  workerPollMs: 1_000,
  feedPollMs: 10_000,
  forgettingPollMs: 60_000,
  backOffBaseMs: 60_000,
  circuitBaseMs: 5_000,
  smtpLeaseMs: 90_000,
  devLeaseMs: 10_000,
  batchSize: 50,
};

/** What is under way over SMTP may end within this; then it is cut, and its delivery is in doubt. */
const SMTP_GRACE_MS = 5_000;

/** The service without its door: the reader of the feed, the worker, and what they share. */
export class NotificationsParts {
  readonly devMailbox: DevMailbox | undefined;
  readonly bus: Bus;
  readonly logger: Logger;
  /** Long ones, of operators. */
  readonly operations: Operations;
  readonly follows: Follows;
  readonly myReports: MyReportsMails;
  readonly municipalities: Municipalities;
  private readonly wayOut: WayOut | undefined;
  private readonly feed: ReportFeedReader;
  private readonly forgetting: ForgettingWorker;
  private readonly worker: DeliveryWorker | undefined;

  private constructor(
    readonly database: Database,
    { settings, municipalities, bus, logger }: ServiceContext,
    tuning: Tuning,
    restoredAt: number | undefined,
  ) {
    this.bus = bus;
    this.municipalities = municipalities;
    this.logger = logger;
    this.operations = new Operations(logger);
    const queue = new DeliveryQueue(database);
    this.devMailbox = settings.demo ? new DevMailbox(database, queue, tuning.devLeaseMs) : undefined;
    this.wayOut =
      this.devMailbox ??
      (settings.smtpUrl === undefined
        ? undefined
        : new SmtpWayOut({ ...tuning, url: settings.smtpUrl, queue, logger, leaseMs: tuning.smtpLeaseMs }));
    const ledger = new DeliveryLedger(database.schema, (id) => {
      const municipality = municipalities.byId(id);
      return municipality ? mailHost(settings.publicUrl, municipality) : new URL(settings.publicUrl).hostname;
    });
    this.follows = new Follows(database, new FollowerKeys(bus), ledger);
    this.forgetting = new ForgettingWorker({
      forget: (signal) => this.follows.forgetOver(signal),
      logger,
      pollMs: tuning.forgettingPollMs,
    });
    this.myReports = new MyReportsMails({
      database,
      finder: new ReportsFinder(bus),
      ledger,
      logger,
      onPlanned: () => this.wake(),
    });
    this.feed = new ReportFeedReader({
      bus,
      checkpoints: new PostgresCheckpoints(database),
      ledger,
      logger,
      onAdvanced: () => this.worker?.wake(),
      pollMs: tuning.feedPollMs,
      ...(restoredAt === undefined ? {} : { restoredAt }),
    });
    const mail: MailSettings = {
      publicUrl: settings.publicUrl,
      ...(settings.mailFrom === undefined ? {} : { from: settings.mailFrom }),
    };
    this.worker =
      this.wayOut &&
      new DeliveryWorker({
        ...tuning,
        pollMs: tuning.workerPollMs,
        queue,
        opener: new ContentOpener(bus),
        wayOut: this.wayOut,
        municipalities,
        mail,
        mayDeliver: () => this.feed.logConfirmed(),
        logger,
      });
  }

  /** Brings the schema up to date. Nothing runs yet. */
  static async open(context: ServiceContext, tuning: Tuning = DEFAULT_TUNING): Promise<NotificationsParts> {
    const database = await openNotificationsDatabase(context);
    return new NotificationsParts(database, context, tuning, await lastRestore(database));
  }

  start(): void {
    this.feed.start();
    this.forgetting.start();
    this.worker?.start();
  }

  /** Something is due that was not. */
  wake(): void {
    this.worker?.wake();
  }

  health(): Promise<ServiceHealth> {
    return health({ database: this.database, feed: () => this.feed.status(), wayOut: this.wayOut });
  }

  /** Ends what is under way, gives back the rest. Within 8 s. */
  async close(): Promise<void> {
    await this.operations.close();
    await this.myReports.close();
    await this.feed.stop();
    await this.forgetting.stop();
    const cut = setTimeout(() => void this.wayOut?.close(), SMTP_GRACE_MS);
    await this.worker?.stop();
    clearTimeout(cut);
    await this.wayOut?.close();
    await this.database.close();
  }
}

/** Milliseconds since 1970; undefined when there was none. A restore happens while this service is not running. */
async function lastRestore(database: Database): Promise<number | undefined> {
  const { rows } = await database.worker.query<{ at: Date | null }>('select max(restored_at) as at from restores');
  return rows[0]?.at?.getTime();
}
