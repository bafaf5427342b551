import { randomBytes, randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  reportCode,
  SUBJECTS,
  type Actor,
  type CommandReply,
  type RefusalCode,
  type ReportPage,
  type PeerName,
  type StaffActor,
  type SubmitReply,
} from '@sportello/contracts';
import { ActorKeys, InProcessHub, type Bus, type Reply, type RequestMetadata } from '@sportello/messaging';
import { streamName, type StoredEvent } from '@sportello/event-sourcing';
import { eventually } from '@sportello/event-sourcing/testing';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import { ProjectionRunner, type KeyName, type ProjectionVerification } from '@sportello/postgres';
import { silentLogger, testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import {
  createLogger,
  Municipalities,
  readSettings,
  type Municipality,
  type RunningService,
} from '@sportello/service-kit';
import { READ_MODELS } from '../read-models';
import { openReports } from '../service';
import { aMunicipality } from './a-municipality';

export const MUNICIPALITY = 'borgo-prova';
export const ELSEWHERE = 'altrove';
const ERASURES = 'erasures.log';

export const staff = (
  id: string,
  roles: StaffActor['roles'],
  departments: readonly string[],
  municipalityId = MUNICIPALITY,
): StaffActor => ({
  kind: 'staff',
  id,
  municipalityId,
  roles,
  departments,
});

/** Everybody who turns up in these tests. */
export const anyone: Actor = { kind: 'anonymous', municipalityId: MUNICIPALITY };
export const operator = staff('urp', ['operator'], []);
export const roads = staff('strade', ['department'], ['roads']);
export const green = staff('verde', ['department'], ['green']);
export const operatorElsewhere = staff('altro-urp', ['operator'], [], ELSEWHERE);
export const notifications: Actor = { kind: 'service', id: 'notifications' };
/** The operators' command line. */
export const ops: Actor = { kind: 'service', id: 'ops' };
/** The gateway speaking for itself. */
export const gateway: Actor = { kind: 'service', id: 'gateway' };

/** The reports service with real PostgreSQL behind it and the in-process bus before it. */
export class RunningReports {
  /** What the service takes for now; tests move it. */
  now = '2026-03-02T09:00:00.000Z';

  /** The Comuni served; tests exchange them. */
  readonly municipalities = new Municipalities([aMunicipality(), aMunicipality(ELSEWHERE)]);

  /** Everything that the service wrote to its log, at the finest level. */
  logged = '';

  private opened: Promise<PostgresEventStore> | undefined;

  private constructor(
    readonly db: TestDatabase,
    private readonly buses: Readonly<Record<PeerName, Bus>>,
    private readonly dataDir: string,
    private readonly masterKey: string,
    private service?: RunningService,
  ) {}

  static async open(): Promise<RunningReports> {
    const dataDir = await mkdtemp(join(tmpdir(), 'sportello-reports-'));
    const db = await testDatabase('reports');
    await ActorKeys.ensure(dataDir);
    const hub = new InProcessHub();
    const busOf = async (name: PeerName): Promise<Bus> =>
      hub.bus(name, await ActorKeys.load(dataDir, name), silentLogger());
    const buses = {
      gateway: await busOf('gateway'),
      reports: await busOf('reports'),
      notifications: await busOf('notifications'),
      newsletter: await busOf('newsletter'),
      ops: await busOf('ops'),
    };
    const running = new RunningReports(db, buses, dataDir, randomBytes(32).toString('base64'));
    await running.start();
    return running;
  }

  /** The service ends and starts again, with these municipalities. */
  async restart(...municipalities: readonly Municipality[]): Promise<void> {
    await this.service?.close();
    this.municipalities.replace(municipalities);
    await this.start();
  }

  private async start(): Promise<void> {
    this.service = await openReports(
      {
        settings: readSettings({ DATA_DIR: this.dataDir, MASTER_KEY: this.masterKey, DEMO: 'true' }),
        municipalities: this.municipalities,
        bus: this.buses.reports,
        databaseUrls: this.db.urls,
        logger: createLogger({
          service: 'reports',
          level: 'trace',
          destination: { write: (line) => (this.logged += line) },
        }),
      },
      () => this.now,
    );
    // What only a service that is ready answers is refused before.
    await eventually(async () => (await this.health()).ready);
  }

  async close(): Promise<void> {
    await this.service?.close();
    await Promise.all(Object.values(this.buses).map((bus) => bus.close()));
    await (await this.opened)?.close();
    await this.db.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** What the list of erasures holds. */
  erasureList(): Promise<string> {
    return readFile(join(this.dataDir, ERASURES), 'utf8');
  }

  /** As after a restore of the log from before these erasures: the list has them, the log does not. */
  async listErasures(names: readonly KeyName[]): Promise<void> {
    const at = this.now;
    const lines = names.map((name) => `${JSON.stringify({ ...name, at })}\n`);
    await appendFile(join(this.dataDir, ERASURES), lines.join(''));
  }

  health(): ReturnType<RunningService['health']> {
    if (!this.service) throw new Error('The service is not open');
    return this.service.health();
  }

  onHint(subject: string, callback: (payload: unknown) => void): () => void {
    return this.buses.notifications.onHint(subject, callback);
  }

  /** Sends a message as it is, over the bus of the service that would send it. */
  ask<T>(subject: string, payload: object, actor: Actor, metadata: Partial<RequestMetadata> = {}): Promise<Reply<T>> {
    const bus = this.buses[actor.kind === 'service' ? actor.id : 'gateway'];
    const id = randomUUID();
    return bus.request<T>(subject, payload, {
      actor,
      metadata: { correlationId: id, causationId: id, commandId: id, ...metadata },
    });
  }

  /** The value of an answer that must not be a refusal. */
  async value<T>(subject: string, payload: object, actor: Actor, metadata: Partial<RequestMetadata> = {}): Promise<T> {
    const reply = await this.ask<T>(subject, payload, actor, metadata);
    if (!reply.ok) throw new Error(`Refused: ${JSON.stringify(reply.refusal)}`);
    return reply.value;
  }

  /** The code of a refusal, or `none`. */
  async refusal(
    subject: string,
    payload: object,
    actor: Actor,
    metadata: Partial<RequestMetadata> = {},
  ): Promise<RefusalCode | 'none'> {
    const reply = await this.ask(subject, payload, actor, metadata);
    return reply.ok ? 'none' : reply.refusal.code;
  }

  /** A pothole, from anyone, unless told otherwise. */
  submit(body: object = {}, by: Actor = anyone, channel = 'web'): Promise<SubmitReply> {
    return this.value(SUBJECTS.submitReport, { code: aCode(), channel, body: { ...aPothole(), ...body } }, by);
  }

  /** A command by staff or, with a token, by the reporter. */
  command(
    subject: string,
    code: string,
    body: object,
    by: Actor = operator,
    reportToken?: string,
  ): Promise<CommandReply> {
    return this.value(subject, { code, body, ...(reportToken === undefined ? {} : { reportToken }) }, by);
  }

  /** The page once the read models have come as far as the log. */
  async page(code: string, by: Actor = operator, more: object = {}): Promise<ReportPage> {
    await this.shows(code);
    return this.value(SUBJECTS.reportPage, { code, ...more }, by);
  }

  /** Builds a read model again beside the one in use, and compares them row by row. */
  async verify(projection: string): Promise<ProjectionVerification> {
    return (await this.runner()).verify(projection);
  }

  /** Builds a read model again and puts it in the place of the one in use. */
  async rebuild(projection: string): Promise<void> {
    await (await this.runner()).rebuild(projection);
  }

  private async runner(): Promise<ProjectionRunner> {
    const { database } = this.db;
    const store = await this.log();
    return new ProjectionRunner({ store, database, projections: READ_MODELS, logger: silentLogger() });
  }

  /** Waits until the read models show everything that happened to a report. */
  async shows(code: string): Promise<void> {
    await eventually(async () => {
      const { revision = null, position = null } = (await this.newest(code)) ?? {};
      // A row of `personal_data` keeps the revision of what mattered to it: its checkpoint says how far it is.
      const { rows } = await this.db.database.worker.query<{ reached: boolean }>(
        `select (select revision from reports.status_page_v5 where code = $1) = $2
            and (select revision from reports.work_queue_v3 where code = $1) = $2
            and (select revision from reports.report_times_v1 where code = $1) = $2
            and (select position from reports.projections where name = 'personal_data') >= $3 as reached`,
        [code, revision, position],
      );
      return rows[0]?.reached === true;
    });
  }

  /** The last event of a report in whichever municipality; undefined when there is none. */
  private async newest(code: string): Promise<StoredEvent | undefined> {
    const log = await this.log();
    const streams = await Promise.all(
      [MUNICIPALITY, ELSEWHERE].map((municipality) => log.readStream(streamName('report', municipality, code))),
    );
    return streams.flat().at(-1);
  }

  /** The log beside the service's own connection to it. */
  private log(): Promise<PostgresEventStore> {
    this.opened ??= PostgresEventStore.open({ url: this.db.urls.worker, onError: () => undefined });
    return this.opened;
  }
}

export function aCode(): string {
  return reportCode(randomBytes(8));
}

/** The body of a submission that holds every word and contact that must stand nowhere in plain. */
export function aPothole(): object {
  return {
    type: 'issue',
    category: 'potholes',
    subject: 'Voragine pericolosa',
    description: 'Una grande spaccatura nell asfalto davanti alla scuola',
    location: { lat: 41.5, lon: 13.5, address: 'Via Garibaldi 12' },
    answers: { size: 'small' },
    reporter: { name: 'Gelsomina Quagliarulo', email: 'Gelsomina@Quagliarulo.example', phone: '333 1234567' },
    privacyAccepted: true,
  };
}
