import 'reflect-metadata';
import { INSTALLATION_SUBJECT } from '@sportello/contracts';
import { gatewayForOperators } from '@sportello/gateway';
import { InProcessHub, OperatorsDoor, type OperatorsDoorOptions } from '@sportello/messaging';
import { newsletterService } from '@sportello/newsletter';
import { notificationsForOperators } from '@sportello/notifications';
import { reportsForOperators } from '@sportello/reports';
import { createLogger, Shutdown, type Settings } from '@sportello/service-kit';
import { DataDirInUse } from '@sportello/postgres';
import type { Logger } from 'pino';
import { prepareGround } from './ground/ground';
import { openOne, operatorsBus } from './in-process/open-services';
import { installationView } from './operators/installation-view';
import { recordedSettings } from './operators/recorded-settings';
import { explain } from './terminal/explain';

/** Told to the command line that started this process. */
export type MaintenanceNews =
  | { readonly ready: true }
  | { readonly failed: string }
  /** Another command line is still at work here: this process ends when that one does. */
  | { readonly lingers: true };

/** The end of the connection of the one that is done may come a little later than its word. */
const LINGERING_MS = 300;

/**
 * The product without its door and without anything that sends: for an operator's command line when nothing runs on the data directory. It
 * lives as long as a command line is connected.
 */
async function main(): Promise<void> {
  let settings: Settings;
  try {
    settings = await recordedSettings();
  } catch (error) {
    await fail(explain(error));
    return;
  }
  const logger = createLogger({ service: 'maintenance', level: settings.logLevel });
  const shutdown = new Shutdown(logger);
  await shutdown.start(
    () => open(settings, logger, shutdown),
    (error) => void fail(textOf(error, settings.dataDir)),
  );
}

async function open(settings: Settings, logger: Logger, shutdown: Shutdown): Promise<void> {
  const ground = await prepareGround(settings, logger, shutdown);
  const hub = new InProcessHub();
  await openOne(hub, reportsForOperators, ground, shutdown);
  await openOne(hub, notificationsForOperators, ground, shutdown);
  await openOne(hub, newsletterService, ground, shutdown);
  await openOne(hub, gatewayForOperators, ground, shutdown);
  const bus = await operatorsBus(hub, ground, shutdown);
  const answers = { [INSTALLATION_SUBJECT]: () => installationView(ground) };
  await openDoor({ dataDir: settings.dataDir, bus, answers, logger }, shutdown);
  tell({ ready: true });
}

async function openDoor(options: OperatorsDoorOptions, shutdown: Shutdown): Promise<void> {
  let connected = 0;
  let orphan = !process.connected;
  const abandon = (): void => {
    orphan = true;
    endWhenAlone();
  };
  const endWhenAlone = (): void => {
    if (orphan && connected === 0) void shutdown.run('no command line is connected', 0);
  };
  process.on('message', (message) => {
    if (message !== 'done') return;
    abandon();
    setTimeout(() => tell({ lingers: true }), LINGERING_MS).unref();
  });
  process.once('disconnect', abandon);
  const onConnections = (count: number): void => {
    connected = count;
    endWhenAlone();
  };
  const door = await OperatorsDoor.open({ ...options, onConnections });
  shutdown.push('operators’ door', () => door.close());
}

function textOf(error: unknown, dataDir: string): string {
  if (!(error instanceof DataDirInUse)) return explain(error);
  return `Sportello is starting or ending on ${dataDir}, or another command line is opening it: try again in a moment.\n(${error.message})`;
}

function tell(news: MaintenanceNews): void {
  process.send?.(news);
}

/** Whoever started this process hears it before the end. */
async function fail(why: string): Promise<void> {
  const news: MaintenanceNews = { failed: why };
  if (process.send) await new Promise<void>((resolve) => process.send?.(news, () => resolve()));
  else process.stderr.write(`${why}\n`);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

void main();
