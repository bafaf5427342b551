import { gatewayService } from '@sportello/gateway';
import { ActorKeys, InProcessHub, type Bus } from '@sportello/messaging';
import { newsletterService } from '@sportello/newsletter';
import { notificationsService } from '@sportello/notifications';
import { reportsService } from '@sportello/reports';
import { createLogger, type RunningService, type ServiceDefinition, type Shutdown } from '@sportello/service-kit';
import type { Ground } from '../ground/ground';
import { openOperatorsDoor } from '../operators/operators-door';

export interface OpenServices {
  /** That the gateway listens on: another than the settings' when those leave it open. */
  readonly port: number;
  /** Speaks as the gateway. */
  readonly gatewayBus: Bus;
}

/** Opens the services in this process, the log first and the door last; `shutdown` closes them the other way round. */
export async function openServices(ground: Ground, shutdown: Shutdown): Promise<OpenServices> {
  const hub = new InProcessHub();
  await openOne(hub, reportsService, ground, shutdown);
  await openOne(hub, notificationsService, ground, shutdown);
  await openOne(hub, newsletterService, ground, shutdown);
  const { running, bus } = await openOne(hub, gatewayService, ground, shutdown);
  await openOperatorsDoor(ground, await operatorsBus(hub, ground, shutdown), shutdown);
  const port = running.address === undefined ? ground.settings.port : Number(new URL(running.address).port);
  return { port, gatewayBus: bus };
}

/** The bus of the operators' command line, among those of the services in this process. */
export async function operatorsBus(
  hub: InProcessHub,
  { settings }: Ground,
  shutdown: Pick<Shutdown, 'push'>,
): Promise<Bus> {
  const logger = createLogger({ service: 'ops', level: settings.logLevel });
  const bus = hub.bus('ops', await ActorKeys.load(settings.keysDir, 'ops'), logger);
  shutdown.push('bus of ops', () => bus.close());
  return bus;
}

export async function openOne(
  hub: InProcessHub,
  definition: ServiceDefinition,
  { settings, municipalities, databaseUrls }: Ground,
  shutdown: Pick<Shutdown, 'push'>,
): Promise<{ readonly running: RunningService; readonly bus: Bus }> {
  const { name } = definition;
  const logger = createLogger({ service: name, level: settings.logLevel });
  const bus = hub.bus(name, await ActorKeys.load(settings.keysDir, name), logger);
  shutdown.push(`bus of ${name}`, () => bus.close());
  const running = await definition.open({ settings, municipalities, bus, databaseUrls: databaseUrls[name], logger });
  shutdown.push(name, () => running.close());
  return { running, bus };
}
