import { randomUUID } from 'node:crypto';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FeedQuery, HINTS, SUBJECTS, type FeedPage, type PublicEvent } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import type { Bus } from '../bus';
import { Answers, BusController, Message } from '../decorators';

/** A log of public events in memory, with the feed that its owner answers. */
export class TestFeed {
  readonly events: PublicEvent[] = [];
  /** How often somebody asked. */
  asked = 0;
  logId: string = randomUUID();

  append(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const number = this.events.length + 1;
      this.events.push({
        eventId: randomUUID(),
        position: String(number).padStart(10, '0'),
        type: 'report.work-started',
        municipalityId: 'borgo-esempio',
        code: '00000000000',
        revision: number,
        occurredAt: '2024-05-01T10:00:00.000Z',
        recordedAt: '2024-05-01T10:00:00.000Z',
        imported: false,
        data: {},
      });
    }
  }

  page({ checkpoint, limit }: FeedQuery): FeedPage | Rejection {
    this.asked += 1;
    if (checkpoint && checkpoint.logId !== this.logId) return reject('LOG_DIVERGED');
    const after = checkpoint?.position ?? '';
    const events = this.events.filter(({ position }) => position > after).slice(0, limit);
    const last = events.at(-1);
    return {
      events,
      checkpoint: {
        logId: this.logId,
        position: last?.position ?? after,
        ...(last && {
          lastEvent: { stream: 'report-borgo-esempio_1', revision: last.revision, eventId: last.eventId },
        }),
      },
      atEnd: (last?.position ?? after) >= (this.events.at(-1)?.position ?? ''),
    };
  }
}

@BusController()
class TestFeedController {
  constructor(private readonly feed: TestFeed) {}

  @Answers(SUBJECTS.reportFeed, { from: ['notifications'] })
  page(@Message() query: FeedQuery): FeedPage | Rejection {
    return this.feed.page(query);
  }
}

class TestFeedModule {}

/** The owner of a feed, on the reports service's bus. */
export async function answerFeed(bus: Bus, feed: TestFeed): Promise<INestMicroservice> {
  const module = {
    module: TestFeedModule,
    controllers: [TestFeedController],
    providers: [{ provide: TestFeed, useValue: feed }],
  };
  const app = await NestFactory.createMicroservice(module, { strategy: bus.server(), logger: false });
  await app.listen();
  return app;
}

/** Tells the readers that the feed grew. */
export function hintGrowth(bus: Bus): void {
  bus.hint(HINTS.reportFeedGrew);
}
