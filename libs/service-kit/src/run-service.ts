import { ActorKeys, connectNats } from '@sportello/messaging';
import type { ServiceDatabaseUrls } from '@sportello/postgres';
import type { Logger } from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import { Environment, SettingsError } from './environment';
import { startHealthServer } from './health-server';
import { createLogger } from './logging';
import { MunicipalityFolder, watchMunicipalities } from './municipalities';
import type { RunningService, ServiceDefinition } from './service';
import { readSettings, type Settings } from './settings';
import { Shutdown } from './shutdown';

/** Told to the launcher over the channel between processes, when there is one. */
export interface ServiceReady {
  readonly ready: true;
  readonly address?: string;
}

/** One service as one process, until a signal or until its launcher is gone. Ends the process with 1 when the service cannot start. */
export async function runService(definition: ServiceDefinition): Promise<void> {
  const started = settingsOrExit();
  const logger = createLogger({ service: definition.name, level: started.logLevel });
  const shutdown = new Shutdown(logger);
  shutdown.withParent();
  await shutdown.start(
    async () => {
      collectDefaultMetrics();
      const { address } = await open(definition, started, logger, shutdown);
      const message: ServiceReady = { ready: true, ...(address === undefined ? {} : { address }) };
      process.send?.(message);
      logger.info(message, 'Ready');
    },
    (error) => logger.fatal({ err: error }, `The ${definition.name} service cannot start`),
  );
}

async function open(
  definition: ServiceDefinition,
  settings: Settings,
  logger: Logger,
  shutdown: Shutdown,
): Promise<RunningService> {
  const databaseUrls = readDatabaseUrls();
  if (settings.natsUrl === undefined)
    throw new SettingsError(['NATS_URL must be set: a service on its own has no other way to the others']);
  const folder = await MunicipalityFolder.open(settings.municipalitiesDir);
  const keys = await ActorKeys.load(settings.keysDir, definition.name);
  const bus = await connectNats({ url: settings.natsUrl, service: definition.name, keys, logger });
  shutdown.push('bus', () => bus.close());
  const running = await definition.open({
    settings,
    municipalities: folder.municipalities,
    bus,
    databaseUrls,
    logger,
  });
  shutdown.push(definition.name, () => running.close());
  const watch = watchMunicipalities(folder, logger);
  shutdown.push('watch over the municipalities', () => watch.close());
  if (settings.healthPort !== undefined) {
    const server = await startHealthServer({
      host: settings.host,
      port: settings.healthPort,
      health: () => running.health(),
    });
    shutdown.push('health server', () => server.close());
  }
  return running;
}

/** The three connections of this process's service, as the launcher or the operator gives them. @throws SettingsError */
function readDatabaseUrls(variables: Readonly<Record<string, string | undefined>> = process.env): ServiceDatabaseUrls {
  const environment = new Environment(variables);
  const read = (name: string): string => {
    const url = environment.url(name, ['postgres', 'postgresql']);
    if (url === undefined) environment.refuse(`${name} must be set`);
    return url ?? '';
  };
  const urls = {
    owner: read('DATABASE_OWNER_URL'),
    app: read('DATABASE_APP_URL'),
    worker: read('DATABASE_WORKER_URL'),
  };
  environment.assertRight();
  return urls;
}

function settingsOrExit(): Settings {
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
