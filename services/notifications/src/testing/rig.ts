import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SUBJECTS, type DevMail, type ReportPublicEvent } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { ActorKeys, asService, InProcessHub, type Bus, type RequestContext } from '@sportello/messaging';
import { silentLogger, testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import {
  Municipalities,
  readSettings,
  type Municipality,
  type RunningService,
  type ServiceContext,
} from '@sportello/service-kit';
import { bareMunicipality } from '@sportello/service-kit/testing';
import { CreateDeliveries1764000000000 } from '../migrations/1764000000000-create-deliveries';
import { openNotifications } from '../notifications.service';
import type { Tuning } from '../parts';
import { EventLog, MUNICIPALITY } from './events';
import { FakeReports, seal } from './fake-reports';

const FAST: Partial<Tuning> = {
  workerPollMs: 50,
  feedPollMs: 500,
  forgettingPollMs: 50,
  backOffBaseMs: 20,
  circuitBaseMs: 50,
  smtpLeaseMs: 10_000,
  devLeaseMs: 2_000,
};

export const borgoEsempio = bareMunicipality(MUNICIPALITY, {
  name: 'Comune di Borgo Esempio',
  departments: [{ id: 'roads', name: { it: 'Strade', en: 'Roads' } }],
});

export const altroEsempio: Municipality = {
  ...borgoEsempio,
  id: 'altro-esempio',
  slug: 'altro-esempio',
  name: 'Comune di Altro Esempio',
  hosts: ['sportello.altro-esempio.example'],
};

/** The service on a real database, with an in-process bus and a fake owner of the reports. */
export class Rig {
  /** The Comuni whose files are there when a replica starts. */
  served: readonly Municipality[] = [borgoEsempio, altroEsempio];
  readonly log = new EventLog(() => new Date().toISOString());
  private readonly services: RunningService[] = [];

  private constructor(
    readonly reports: FakeReports,
    readonly test: TestDatabase,
    readonly gateway: Bus,
    private readonly operators: Bus,
    private readonly hub: InProcessHub,
    private readonly keysDir: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** @param environment variables of the service, such as SMTP_URL */
  static async open(environment: Readonly<Record<string, string>> = { DEMO: 'true' }): Promise<Rig> {
    const keysDir = await mkdtemp(join(tmpdir(), 'sportello-keys-'));
    await ActorKeys.ensure(keysDir);
    const hub = new InProcessHub();
    const reports = new FakeReports(hub.bus('reports', await ActorKeys.load(keysDir, 'reports'), silentLogger()));
    await reports.open();
    const test = await testDatabase('notifications', { migrations: [CreateDeliveries1764000000000] });
    const gateway = hub.bus('gateway', await ActorKeys.load(keysDir, 'gateway'), silentLogger());
    const operators = hub.bus('ops', await ActorKeys.load(keysDir, 'ops'), silentLogger());
    return new Rig(reports, test, gateway, operators, hub, keysDir, environment);
  }

  /** One more replica. */
  async start(tuning: Partial<Tuning> = {}): Promise<RunningService> {
    const service = await openNotifications(await this.context(), { ...FAST, ...tuning });
    this.services.push(service);
    return service;
  }

  async context(): Promise<ServiceContext> {
    const keys = await ActorKeys.load(this.keysDir, 'notifications');
    return {
      settings: readSettings({ PUBLIC_URL: 'https://sportello.example', DATA_DIR: this.keysDir, ...this.environment }),
      municipalities: new Municipalities(this.served),
      bus: this.hub.bus('notifications', keys, silentLogger()),
      databaseUrls: this.test.urls,
      logger: silentLogger(),
    };
  }

  /** A report whose reporter has this address. */
  submit(
    code: string,
    email: string,
    extra: { readonly subject?: string; readonly language?: 'it' | 'en' } = {},
  ): ReportPublicEvent {
    return this.log.submitted(code, {
      language: extra.language ?? 'it',
      sealedReporter: seal({ name: 'Ada Personale', email, phone: '+39 000 123456' }),
      sealedText: seal({ subject: extra.subject ?? 'Lampione rotto', description: 'Descrizione segreta' }),
    });
  }

  /** From submission to resolution: four mails. */
  wholeLife(code: string, email: string): void {
    this.submit(code, email);
    this.log.assigned(code);
    this.log.add('report.work-started', code, {});
    this.log.add('report.resolved', code, { outcome: 'fixed', sealedText: seal({ text: 'Sostituita la lampada.' }) });
  }

  /** Asks over the bus, as the operators' command line. @throws Error when refused */
  async asOperator<T>(subject: string, payload: object): Promise<T> {
    const context = asService('ops', { correlationId: 'test', causationId: 'test' });
    const reply = await this.operators.request<T>(subject, payload, context);
    if (!reply.ok) throw new Error(reply.refusal.code);
    return reply.value;
  }

  publish(): void {
    this.reports.publish(this.log.events);
  }

  /** The demo mailbox, as the gateway shows it. */
  async mails(to?: string): Promise<readonly DevMail[]> {
    const query = to === undefined ? {} : { to };
    const reply = await this.gateway.request<readonly DevMail[]>(SUBJECTS.devMail, query, asGateway);
    if (!reply.ok) throw new Error(reply.refusal.code);
    return reply.value;
  }

  /** Rows of `deliveries`, oldest event first. */
  async deliveries(): Promise<Record<string, unknown>[]> {
    const { rows } = await this.test.database.worker.query(
      'select * from notifications.deliveries order by occurred_at, template, recipient',
    );
    return rows;
  }

  /** Waits until every delivery has come to one of these states, and there are as many as said. */
  settled(count: number, ...states: string[]): Promise<Record<string, unknown>[]> {
    const wanted = states.length > 0 ? states : ['sent'];
    return eventually(
      () => this.deliveries(),
      (rows) => rows.length === count && rows.every(({ state }) => wanted.includes(String(state))),
    );
  }

  /** As if the messages of this template had been tried in vain: they never left. */
  async dies(template: string): Promise<void> {
    const { worker } = this.test.database;
    await worker.query(
      `delete from notifications.dev_mailbox
        where message_id in (select message_id from notifications.deliveries where template = $1)`,
      [template],
    );
    await worker.query(
      `update notifications.deliveries set state = 'dead', last_error = 'smtp-550', attempts = 8, sent_at = null,
         sealed_reporter = (select sealed_reporter from notifications.report_recipients limit 1) where template = $1`,
      [template],
    );
  }

  async stopServices(): Promise<void> {
    for (const service of this.services.splice(0)) await service.close();
  }

  async close(): Promise<void> {
    await this.stopServices();
    await this.reports.close();
    await this.test.drop();
    await rm(this.keysDir, { recursive: true });
  }
}

/** The gateway asking for itself. */
export const asGateway: RequestContext = asService('gateway', { correlationId: 'test', causationId: 'test' });
