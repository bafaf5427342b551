import { NestFactory } from '@nestjs/core';
import { nestLogger, type RunningService, type ServiceContext, type ServiceDefinition } from '@sportello/service-kit';
import { NotificationsModule } from './notifications.module';
import { DEFAULT_TUNING, NotificationsParts, type Tuning } from './parts';

/** Follows what happens to reports and tells their reporters. */
export const notificationsService: ServiceDefinition = {
  name: 'notifications',
  open: (context) => openNotifications(context),
};

/** The same service for an operator when nothing else runs: it answers, and neither reads the feed nor sends anything. */
export const notificationsForOperators: ServiceDefinition = {
  name: 'notifications',
  open: (context) => answer(context, DEFAULT_TUNING, () => undefined),
};

/** As `notificationsService.open`, with other times: for tests. */
export async function openNotifications(
  context: ServiceContext,
  tuning: Partial<Tuning> = {},
): Promise<RunningService> {
  return answer(context, { ...DEFAULT_TUNING, ...tuning }, (parts) => parts.start());
}

async function answer(
  context: ServiceContext,
  tuning: Tuning,
  start: (parts: NotificationsParts) => void,
): Promise<RunningService> {
  const parts = await NotificationsParts.open(context, tuning);
  try {
    const door = await NestFactory.createMicroservice(NotificationsModule.register(parts), {
      strategy: context.bus.server(),
      logger: nestLogger(context.logger),
      abortOnError: false,
    });
    await door.listen();
    start(parts);
    return {
      health: () => parts.health(),
      close: async () => {
        await door.close();
        await parts.close();
      },
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}
