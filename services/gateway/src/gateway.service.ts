import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { INestMicroservice } from '@nestjs/common';
import type { Database } from '@sportello/postgres';
import {
  codeSecret,
  nestLogger,
  type Municipality,
  type RunningService,
  type ServiceContext,
  type ServiceDefinition,
} from '@sportello/service-kit';
import { Attachments } from './attachments/attachments';
import { openGatewayDatabase } from './gateway-database';
import { GatewayModule } from './gateway.module';
import { httpDoor } from './http/http-door';
import { KnownRoutes } from './http/known-routes';
import { LiveConnections } from './live/live-connections';
import { LiveReports } from './live/live-reports';
import { openApiDocument } from './openapi/document';
import { PublishedDocument } from './openapi/published-document';
import { measureRequests, measureStreams } from './operations/metrics';
import { Readiness } from './operations/readiness';
import { answerOperators } from './operators/operators-module';
import { StaffRegister } from './operators/staff-register';
import { ProblemFilter } from './problems/problem.filter';
import { FirstAccounts } from './sessions/first-accounts';
import { ensureAccounts, wantedAccounts } from './sessions/ensure-accounts';
import { LockOuts } from './sessions/lock-out/lock-outs';
import { Passwords } from './sessions/passwords';

/** Requests under way may take this long to end when the door closes. */
const DRAIN_MS = 5_000;

/** The only door of the product. */
export const gatewayService: ServiceDefinition = { name: 'gateway', open };

async function open(context: ServiceContext): Promise<RunningService> {
  const { settings, municipalities, logger } = context;
  const database = await openGatewayDatabase(context);
  const opened: (() => Promise<void>)[] = [() => database.close()];
  try {
    const passwords = new Passwords();
    const secret = await codeSecret(settings);
    const lockOuts = new LockOuts(database, secret);
    const staff = new StaffRegister(database, passwords, lockOuts);
    const attachments = new Attachments(context, database, secret);
    const accountsIn = (some: readonly Municipality[]): Promise<void> =>
      ensureAccounts({ database, municipalities: some, passwords, accounts: wantedAccounts(settings) });
    const firstAccounts = new FirstAccounts(accountsIn, logger);
    const stopFollowing = municipalities.onChange(({ added }) => void firstAccounts.of(added));
    const stopListening = (): void => {
      stopFollowing();
      firstAccounts.stop();
    };
    opened.push(() => Promise.resolve(stopListening()));
    // Passwords are hashed beside the main thread, which puts the application together meanwhile.
    const [app] = await Promise.all([
      application(context, { database, passwords, codeSecret: secret, attachments, lockOuts, staff }),
      accountsIn(municipalities.all()),
    ]);
    opened.push(() => app.close());
    const stopCutting = municipalities.onChange(({ removed }) =>
      app.get(LiveConnections).endThoseOf(removed.map(({ id }) => id)),
    );
    opened.push(() => Promise.resolve(stopCutting()));
    const operators = await answerOperators(context, staff);
    opened.push(() => operators.close());
    await attachments.start();
    opened.push(() => attachments.stop());
    await app.listen(settings.port, settings.host);
    return running(app, operators, database, attachments, () => {
      stopListening();
      stopCutting();
    });
  } catch (error) {
    for (const close of opened.reverse()) await close();
    throw error;
  }
}

async function application(
  context: ServiceContext,
  parts: Parameters<typeof GatewayModule.register>[1],
): Promise<NestFastifyApplication> {
  const { settings, logger } = context;
  const adapter = await httpDoor(settings, logger);
  const routes = new KnownRoutes();
  routes.watch(adapter.getInstance());
  measureRequests(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.register(context, parts), adapter, {
    bodyParser: false,
    logger: nestLogger(logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(settings.publicUrl, routes, logger));
  measureStreams(app.get(LiveConnections));
  app.get(PublishedDocument).publish(openApiDocument(app));
  return app;
}

function running(
  app: NestFastifyApplication,
  operators: INestMicroservice,
  database: Database,
  attachments: Attachments,
  stopListening: () => void,
): RunningService {
  return {
    address: addressOf(app),
    health: () => app.get(Readiness).own(),
    async close() {
      stopListening();
      app.get(LiveReports).close();
      app.get(LiveConnections).close();
      // Who does not finish in time is cut off: a slow reader must not hold the whole product open.
      const patience = setTimeout(() => app.getHttpServer().closeAllConnections(), DRAIN_MS);
      await app.close();
      clearTimeout(patience);
      await attachments.stop();
      await operators.close();
      await database.close();
    },
  };
}

function addressOf(app: NestFastifyApplication): string {
  const address: unknown = app.getHttpServer().address();
  if (typeof address !== 'object' || address === null || !('port' in address) || !('address' in address))
    throw new Error('The gateway listens nowhere');
  const host = String(address.address);
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(address.port)}`;
}
