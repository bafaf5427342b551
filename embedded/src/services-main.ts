import 'reflect-metadata';
import { join } from 'node:path';
import type { PeerName, ServiceName } from '@sportello/contracts';
import { ActorKeys, connectNats, findNatsServer, startNatsServer } from '@sportello/messaging';
import { createLogger, readSettings, Shutdown, type Settings } from '@sportello/service-kit';
import type { Logger } from 'pino';
import { fillDemo } from './demo/fill-demo';
import { addressOf } from './ground/address';
import { CannotStart } from './ground/cannot-start';
import { gatewayHealth } from './ground/gateway-health';
import { prepareGround, type Ground } from './ground/ground';
import { whenReady } from './ground/readiness';
import { openOperatorsDoor } from './operators/operators-door';
import { environmentOf, environmentOfTheMachine } from './processes/service-environment';
import { ServiceProcess } from './processes/service-process';
import { explain } from './terminal/explain';
import { settingsOrExit } from './terminal/settings-or-exit';
import { welcome } from './terminal/welcome';

/** The log first, the door last: they end the other way round. */
const ORDER: readonly ServiceName[] = ['reports', 'notifications', 'newsletter', 'gateway'];

/** Starts each service in a process of its own, with NATS between them, and watches over them. */
async function main(): Promise<void> {
  const settings = settingsOrExit(readSettings);
  const logger = createLogger({ service: 'launcher', level: settings.logLevel });
  const shutdown = new Shutdown(logger);
  shutdown.withParent();
  await shutdown.start(
    async () => {
      const ground = await prepareGround(settings, logger, shutdown);
      const nats = await openNats(settings, logger, shutdown);
      const services = ORDER.map((name) => watched(name, ground, nats.url(name), logger, shutdown));
      // Together: each waits for what it needs of the others, and readiness is asked at the door.
      await Promise.all(services.map((service) => service.start()));
      const address = addressOf(settings);
      await whenReady(() => gatewayHealth(address));
      if (settings.demo) await fillDemoOver(nats.url('gateway'), ground, logger);
      await letOperatorsIn(nats.url('ops'), ground, logger, shutdown);
      const processes = `one for each service: ${ORDER.join(', ')}`;
      process.stdout.write(`${welcome(ground, { address, processes, bus: nats.description })}\n`);
    },
    (error) => {
      logger.debug({ err: error }, 'The start failed');
      process.stderr.write(`${explain(error)}\n`);
    },
  );
}

interface Nats {
  url(peer: PeerName): string;
  readonly description: string;
}

async function openNats({ natsUrl }: Settings, logger: Logger, shutdown: Shutdown): Promise<Nats> {
  if (natsUrl !== undefined) return { url: () => natsUrl, description: `NATS, yours, at ${new URL(natsUrl).host}` };
  if ((await findNatsServer()) === undefined) {
    throw new CannotStart(
      'This topology needs NATS: install nats-server (apt install nats-server, brew install nats-server), or name a running one with NATS_URL.\n' +
        'Without it, npm start runs the whole product in one process.',
    );
  }
  const server = await startNatsServer({ logger, onGone: () => void shutdown.run('nats-server does not stay up', 1) });
  shutdown.push('NATS', () => server.stop());
  return {
    url: (service) => server.url(service),
    description: `NATS, ours, at ${new URL(server.url('gateway')).host}`,
  };
}

function watched(
  name: ServiceName,
  ground: Ground,
  natsUrl: string,
  logger: Logger,
  shutdown: Shutdown,
): ServiceProcess {
  const service = new ServiceProcess({
    name,
    entry: join(__dirname, '..', '..', 'services', name, 'src', 'main.js'),
    environment: { ...environmentOfTheMachine(), ...environmentOf(name, ground, natsUrl) },
    logger,
    onGivenUp: () => void shutdown.run(`the ${name} service does not stay up`, 1),
  });
  shutdown.push(name, () => service.stop());
  return service;
}

async function fillDemoOver(natsUrl: string, ground: Ground, logger: Logger): Promise<void> {
  const keys = await ActorKeys.load(ground.settings.keysDir, 'gateway');
  const bus = await connectNats({ url: natsUrl, service: 'gateway', keys, logger });
  try {
    await fillDemo(ground, bus, addressOf(ground.settings));
  } finally {
    await bus.close();
  }
}

/** Over NATS, as one more client, from the socket in the data directory. */
async function letOperatorsIn(natsUrl: string, ground: Ground, logger: Logger, shutdown: Shutdown): Promise<void> {
  const keys = await ActorKeys.load(ground.settings.keysDir, 'ops');
  const bus = await connectNats({ url: natsUrl, service: 'ops', keys, logger });
  shutdown.push('bus of ops', () => bus.close());
  await openOperatorsDoor(ground, bus, shutdown);
}

void main();
