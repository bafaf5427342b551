import { Module, type DynamicModule } from '@nestjs/common';
import { FollowsHandler } from './follows/follows.handler';
import { MyReportsHandler } from './my-reports/my-reports.handler';
import { NotificationsController, PARTS } from './notifications.controller';
import { DeadLettersHandler } from './operators/dead-letters.handler';
import { ReplayHandler } from './operators/replay.handler';
import type { NotificationsParts } from './parts';

@Module({})
export class NotificationsModule {
  static register(parts: NotificationsParts): DynamicModule {
    return {
      module: NotificationsModule,
      controllers: [NotificationsController, FollowsHandler, MyReportsHandler, ReplayHandler, DeadLettersHandler],
      providers: [{ provide: PARTS, useValue: parts }],
    };
  }
}
