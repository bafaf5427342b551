import 'reflect-metadata';
import type { InstallationView } from '@sportello/contracts';
import { openGatewayDatabase } from '@sportello/gateway';
import { openNewsletterDatabase } from '@sportello/newsletter';
import { openNotificationsDatabase } from '@sportello/notifications';
import { DataDirInUse } from '@sportello/postgres';
import { openReportsDatabase } from '@sportello/reports';
import { createLogger, readSettings, Shutdown, type Settings } from '@sportello/service-kit';
import type { Logger } from 'pino';
import { prepareGround } from './ground/ground';
import { installationView } from './operators/installation-view';
import { recordedSettings, toStandOn } from './operators/recorded-settings';
import { explain } from './terminal/explain';

/** Told to the command line that started this process, over the channel between the two and nowhere else. */
export type GroundNews =
  { readonly ready: true; readonly installation: InstallationView } | { readonly failed: string };

/**
 * The ground of an installation and no service on it: databases with their tables, keys, the lock of the data directory. For commands of the
 * operators that work on the databases themselves while nothing runs. `restore` as argument: also where there is nothing yet, or half of it.
 * Ends with the command line that started it.
 */
async function main(): Promise<void> {
  const restoring = process.argv[2] === 'restore';
  let settings: Settings;
  try {
    settings = restoring ? toStandOn(readSettings) : await recordedSettings();
  } catch (error) {
    await fail(explain(error));
    return;
  }
  const logger = createLogger({ service: 'ground', level: settings.logLevel });
  const shutdown = new Shutdown(logger);
  shutdown.withParent();
  process.on('message', (message) => {
    if (message === 'done') void shutdown.run('the command line is done', 0);
  });
  await shutdown.start(
    () => open(settings, restoring, logger, shutdown),
    (error) => void fail(textOf(error, settings.dataDir)),
  );
}

async function open(settings: Settings, restoring: boolean, logger: Logger, shutdown: Shutdown): Promise<void> {
  const ground = await prepareGround(settings, logger, shutdown, restoring ? 'restoring' : 'serving');
  const { databaseUrls } = ground;
  // Opened for the tables that a database of today has.
  await (await openReportsDatabase({ databaseUrls: databaseUrls.reports, logger })).close();
  await (await openNotificationsDatabase({ databaseUrls: databaseUrls.notifications, logger })).close();
  await (await openNewsletterDatabase({ databaseUrls: databaseUrls.newsletter, logger })).close();
  await (await openGatewayDatabase({ databaseUrls: databaseUrls.gateway, logger })).close();
  const news: GroundNews = { ready: true, installation: installationView(ground) };
  process.send?.(news);
}

function textOf(error: unknown, dataDir: string): string {
  if (!(error instanceof DataDirInUse)) return explain(error);
  return `Sportello is starting or ending on ${dataDir}, or another command line is at work on it: try again in a moment.\n(${error.message})`;
}

/** Whoever started this process hears it before the end. */
async function fail(why: string): Promise<void> {
  const news: GroundNews = { failed: why };
  if (process.send) await new Promise<void>((resolve) => process.send?.(news, () => resolve()));
  else process.stderr.write(`${why}\n`);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

void main();
