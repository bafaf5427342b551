import { NestFactory } from '@nestjs/core';
import { nestLogger, type RunningService, type ServiceContext, type ServiceDefinition } from '@sportello/service-kit';
import type { Clock } from './clock';
import { hintFeedGrowth } from './feed/hints';
import { health } from './health';
import { openParts } from './open-parts';
import { ReportsModule } from './reports.module';

/** Keeps every report, from the first word to the last, and answers what became of it. */
export const reportsService: ServiceDefinition = {
  name: 'reports',
  open: (context) => openReports(context),
};

/** The same for an operator's command line while nothing runs: nothing watches, so that looking at a log adds nothing to it. */
export const reportsForOperators: ServiceDefinition = {
  name: 'reports',
  open: (context) => openReports(context, undefined, 'off'),
};

/** As `reportsService.open`, by another clock: for tests. */
export async function openReports(
  context: ServiceContext,
  clock?: Clock,
  watches: 'on' | 'off' = 'on',
): Promise<RunningService> {
  const opened = await openParts(context, clock);
  const { parts } = opened;
  const {
    projections,
    keyDestruction: destruction,
    erasuresAgain,
    retention,
    sealing,
    deadlines,
    store,
    bus,
    logger,
  } = parts;
  const stopReaders = async (): Promise<void> => {
    await Promise.all([
      deadlines.stop(),
      retention.stop(),
      erasuresAgain.stop(),
      sealing.stop(),
      destruction.stop(),
      projections.stop(),
    ]);
  };
  try {
    await projections.start();
    destruction.start();
    sealing.start();
    if (watches === 'on') {
      deadlines.start();
      erasuresAgain.start();
      retention.start();
    }
    const stopHints = hintFeedGrowth(store, bus);
    const door = await NestFactory.createMicroservice(ReportsModule.register(parts), {
      strategy: bus.server(),
      logger: nestLogger(logger),
      abortOnError: false,
    });
    await door.listen();
    return {
      health: () => health(parts),
      close: async () => {
        await parts.operations.close();
        await door.close();
        stopHints();
        await stopReaders();
        await opened.close();
      },
    };
  } catch (error) {
    await stopReaders();
    await opened.close();
    throw error;
  }
}
