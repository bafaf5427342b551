import 'reflect-metadata';
import { createLogger, readSettings, Shutdown } from '@sportello/service-kit';
import { collectDefaultMetrics } from 'prom-client';
import { fillDemo } from './demo/fill-demo';
import { addressOf } from './ground/address';
import { prepareGround } from './ground/ground';
import { gatewayHealth } from './ground/gateway-health';
import { whenReady } from './ground/readiness';
import { openServices } from './in-process/open-services';
import { explain } from './terminal/explain';
import { settingsOrExit } from './terminal/settings-or-exit';
import { welcome } from './terminal/welcome';

/** The whole product in one process. */
async function main(): Promise<void> {
  const settings = settingsOrExit(readSettings);
  const logger = createLogger({ service: 'embedded', level: settings.logLevel });
  const shutdown = new Shutdown(logger);
  shutdown.withParent();
  await shutdown.start(
    async () => {
      collectDefaultMetrics();
      const ground = await prepareGround(settings, logger, shutdown);
      const { port, gatewayBus } = await openServices(ground, shutdown);
      const address = addressOf({ ...settings, port });
      await whenReady(() => gatewayHealth(address));
      if (settings.demo) await fillDemo(ground, gatewayBus, address);
      process.stdout.write(`${welcome(ground, { address, processes: 'one', bus: 'in-process' })}\n`);
    },
    (error) => {
      logger.debug({ err: error }, 'The start failed');
      process.stderr.write(`${explain(error)}\n`);
    },
  );
}

void main();
