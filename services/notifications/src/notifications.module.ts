import { Module, type DynamicModule } from '@nestjs/common';
import { NotificationsController, PARTS } from './notifications.controller';
import type { NotificationsParts } from './parts';

@Module({})
export class NotificationsModule {
  static register(parts: NotificationsParts): DynamicModule {
    return {
      module: NotificationsModule,
      controllers: [NotificationsController],
      providers: [{ provide: PARTS, useValue: parts }],
    };
  }
}
