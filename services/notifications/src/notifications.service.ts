import { NestFactory } from '@nestjs/core';
import { nestLogger, type RunningService, type ServiceContext, type ServiceDefinition } from '@sportello/service-kit';
import { NotificationsModule } from './notifications.module';
import { DEFAULT_TUNING, NotificationsParts, type Tuning } from './parts';

/** Follows what happens to reports and tells their reporters. */
export const notificationsService: ServiceDefinition = {
  name: 'notifications',
  open: (context) => openNotifications(context),
};

/** As `notificationsService.open`, with other times: for tests. */
export async function openNotifications(
  context: ServiceContext,
  tuning: Partial<Tuning> = {},
): Promise<RunningService> {
  const parts = await NotificationsParts.open(context, { ...DEFAULT_TUNING, ...tuning });
  try {
    const door = await NestFactory.createMicroservice(NotificationsModule.register(parts), {
      strategy: context.bus.server(),
      logger: nestLogger(context.logger),
      abortOnError: false,
    });
    await door.listen();
    parts.start();
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
