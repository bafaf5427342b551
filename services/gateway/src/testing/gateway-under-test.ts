import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ActorKeys, asService, InProcessHub, type Reply } from '@sportello/messaging';
import type { Database } from '@sportello/postgres';
import { silentLogger, testDatabase } from '@sportello/postgres/testing';
import { Municipalities, readSettings, type Municipality } from '@sportello/service-kit';
import { gatewayService } from '../gateway.service';
import { Account } from '../sessions/account.entity';
import { Session } from '../sessions/session.entity';
import { aMunicipality } from './a-municipality';
import { FakeNewsletter } from './fake-newsletter';
import { FakeNotifications } from './fake-notifications';
import { FakeOfficeTools } from './fake-office-tools';
import { FakeReports } from './fake-reports';
import { FakeReportsState } from './fake-reports-state';

export const DEMO_PASSWORD = 'una-parola-di-prova';

export interface GatewayUnderTest {
  readonly address: string;
  readonly port: number;
  readonly dataDir: string;
  /** What the service behind holds. */
  readonly reports: FakeReportsState;
  /** The Comuni served; tests exchange them. */
  readonly municipalities: Municipalities;
  /** The gateway's database, seen by its own roles. */
  readonly database: Database;
  /** Asks the gateway over HTTP. */
  ask(path: string, options?: RequestInit): Promise<Response>;
  /** Sends a body as JSON. */
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The `Authorization` header of a demo account. */
  signIn(email: string): Promise<Record<string, string>>;
  /** Asks over the bus, as the operators' command line. */
  askAsOperator<T>(subject: string, payload: object): Promise<Reply<T>>;
  /** Closes the door alone, as at a shutdown. */
  closeDoor(): Promise<void>;
  close(): Promise<void>;
}

/** The real gateway on real PostgreSQL; behind it a reports service of few rules, over the in-process bus. */
export async function gatewayUnderTest(
  options: {
    readonly variables?: Readonly<Record<string, string>>;
    readonly municipalities?: readonly Municipality[];
  } = {},
): Promise<GatewayUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sportello-gateway-'));
  const settings = readSettings({
    DATA_DIR: dataDir,
    DEMO: 'true',
    PORT: '0',
    DEMO_PASSWORD,
    CODE_SECRET: '01'.repeat(32),
    PUBLIC_URL: 'http://sportello.borgo.example',
    RATE_LIMIT_PER_MINUTE: '100000',
    RATE_LIMIT_SUBMISSIONS_PER_HOUR: '100000',
    RATE_LIMIT_UPLOADS_PER_HOUR: '100000',
    RATE_LIMIT_SEARCHES_PER_MINUTE: '100000',
    RATE_LIMIT_SIGN_INS_PER_MINUTE: '1000',
    ...options.variables,
  });
  await ActorKeys.ensure(settings.keysDir);
  const hub = new InProcessHub();
  const reports = new FakeReportsState();
  const reportsBus = hub.bus('reports', await ActorKeys.load(settings.keysDir, 'reports'));
  reports.bus = reportsBus;
  const notificationsBus = hub.bus('notifications', await ActorKeys.load(settings.keysDir, 'notifications'));
  const newsletterBus = hub.bus('newsletter', await ActorKeys.load(settings.keysDir, 'newsletter'));

  @Module({
    controllers: [FakeReports, FakeOfficeTools],
    providers: [{ provide: FakeReportsState, useValue: reports }],
  })
  class ReportsBehind {}
  @Module({ controllers: [FakeNotifications] })
  class NotificationsBehind {}
  @Module({ controllers: [FakeNewsletter] })
  class NewsletterBehind {}
  const behind = await Promise.all([
    NestFactory.createMicroservice(ReportsBehind, { strategy: reportsBus.server(), logger: false }),
    NestFactory.createMicroservice(NotificationsBehind, { strategy: notificationsBus.server(), logger: false }),
    NestFactory.createMicroservice(NewsletterBehind, { strategy: newsletterBus.server(), logger: false }),
  ]);
  await Promise.all(behind.map((service) => service.listen()));

  const { database, urls, drop } = await testDatabase('gateway', { entities: [Account, Session] });
  const gatewayBus = hub.bus('gateway', await ActorKeys.load(settings.keysDir, 'gateway'));
  const opsBus = hub.bus('ops', await ActorKeys.load(settings.keysDir, 'ops'));
  const municipalities = new Municipalities(options.municipalities ?? [aMunicipality()]);
  const running = await gatewayService.open({
    settings,
    municipalities,
    bus: gatewayBus,
    databaseUrls: urls,
    logger: silentLogger(),
  });
  const address = running.address ?? '';
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${address}${path}`, { signal: AbortSignal.timeout(60_000), redirect: 'manual', ...init });
  const send: GatewayUnderTest['send'] = (method, path, body, headers = {}) =>
    ask(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
  let open = true;
  const closeDoor = async (): Promise<void> => {
    if (open) await running.close();
    open = false;
  };
  return {
    address,
    port: Number(new URL(address).port),
    dataDir,
    reports,
    municipalities,
    database,
    ask,
    send,
    async signIn(email) {
      const answer = await send('POST', '/api/v1/sessions', { email, password: DEMO_PASSWORD });
      const { accessToken } = (await answer.json()) as { accessToken: string };
      return { authorization: `Bearer ${accessToken}` };
    },
    askAsOperator: (subject, payload) =>
      // A password that is hashed takes its time, most of all where others have the processor.
      opsBus.request(subject, payload, asService('ops', { correlationId: 'test', causationId: 'test' }), {
        timeoutMs: 60_000,
      }),
    closeDoor,
    async close() {
      await closeDoor();
      await Promise.all(behind.map((service) => service.close()));
      await Promise.all([gatewayBus, reportsBus, notificationsBus, newsletterBus, opsBus].map((bus) => bus.close()));
      await drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A body that `POST /reports` takes. */
export function aSubmission(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'issue',
    category: 'potholes',
    subject: 'Una buca',
    description: 'Davanti al civico 4.',
    privacyAccepted: true,
    ...changes,
  };
}
