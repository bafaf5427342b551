import { Module, type DynamicModule } from '@nestjs/common';
import { HealthController } from './health.controller';
import { SubscribersHandler } from './operators/subscribers.handler';
import { PARTS, type NewsletterParts } from './parts';
import { SubscriptionsHandler } from './subscribers/subscriptions.handler';

@Module({})
export class NewsletterModule {
  static register(parts: NewsletterParts): DynamicModule {
    return {
      module: NewsletterModule,
      controllers: [HealthController, SubscribersHandler, SubscriptionsHandler],
      providers: [{ provide: PARTS, useValue: parts }],
    };
  }
}
