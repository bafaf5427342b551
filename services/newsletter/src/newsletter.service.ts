import { NestFactory } from '@nestjs/core';
import { nestLogger, type RunningService, type ServiceContext, type ServiceDefinition } from '@sportello/service-kit';
import { health } from './health';
import { NewsletterModule } from './newsletter.module';
import { openParts, type Clock } from './parts';

/** Keeps who reads the newsletter. It sends nothing, and is the same for citizens and in maintenance. */
export const newsletterService: ServiceDefinition = {
  name: 'newsletter',
  open: (context) => openNewsletter(context),
};

/** As `newsletterService.open`, with another clock: for tests. */
export async function openNewsletter(
  context: ServiceContext,
  clock: Clock = () => new Date().toISOString(),
): Promise<RunningService> {
  const parts = await openParts(context, clock);
  const { database } = parts;
  try {
    const door = await NestFactory.createMicroservice(NewsletterModule.register(parts), {
      strategy: context.bus.server(),
      logger: nestLogger(context.logger),
      abortOnError: false,
    });
    await door.listen();
    return {
      health: () => health(database),
      close: async () => {
        await door.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
