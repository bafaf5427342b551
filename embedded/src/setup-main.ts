import 'reflect-metadata';
import { join } from 'node:path';
import { natsPasswords } from '@sportello/messaging';
import { PEERS } from '@sportello/contracts';
import {
  createLogger,
  ensureSecret,
  readSettings,
  SettingsError,
  Shutdown,
  type Settings,
} from '@sportello/service-kit';
import { prepareGround } from './ground/ground';
import { writeServiceFolders } from './setup/service-folders';
import { explain } from './terminal/explain';
import { settingsOrExit } from './terminal/settings-or-exit';

/**
 * Prepares an installation whose services run elsewhere, such as in containers, and ends: database roles, keys and passwords, and a
 * folder for each service under DATA_DIR/services. May be run again at any time; what exists stays.
 */
async function main(): Promise<void> {
  const settings = settingsOrExit(readSettings);
  const logger = createLogger({ service: 'setup', level: settings.logLevel });
  const shutdown = new Shutdown(logger);
  await shutdown.start(
    async () => {
      const { natsUrl } = settings;
      if (settings.databaseUrl === undefined || natsUrl === undefined) {
        throw new SettingsError([
          'DATABASE_URL and NATS_URL must be set: the services run elsewhere and find each other there',
        ]);
      }
      const ground = await prepareGround(settings, logger, shutdown);
      const into = join(settings.dataDir, 'services');
      await writeServiceFolders({ ground, into, natsUrl, natsPasswords: await keptNatsPasswords(settings) });
      const { adminEmail, adminPassword, adminPasswordIsNew } = ground.credentials;
      if (adminPasswordIsNew)
        process.stdout.write(`Administrator ${adminEmail}, password ${adminPassword} (shown only now)\n`);
    },
    (error) => process.stderr.write(`${explain(error)}\n`),
  );
  await shutdown.run('the setup is done', 0);
}

async function keptNatsPasswords({ dataDir }: Settings): Promise<ReturnType<typeof natsPasswords>> {
  const made = natsPasswords();
  const kept = await Promise.all(
    PEERS.map(async (peer) => {
      const { secret } = await ensureSecret(join(dataDir, 'nats', `${peer}.password`), () => made[peer]);
      return [peer, secret] as const;
    }),
  );
  return { ...made, ...Object.fromEntries(kept) };
}

void main();
