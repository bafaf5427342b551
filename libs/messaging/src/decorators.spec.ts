import { NestFactory } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { AssignReport, commandOn, HINTS, SUBJECTS, type ReportCommandMessage } from '@sportello/contracts';
import type { Bus } from './bus';
import { Answers, BusController, Message } from './decorators';
import { InProcessHub } from './in-process-hub';
import { assertMayHint, ownerOf, SUBJECT_RIGHTS } from './subject-rights';
import { testKeys, type TestKeys } from './testing';

describe('A controller of the bus', () => {
  let keys: TestKeys;
  let bus: Bus;

  beforeAll(async () => {
    keys = await testKeys();
    bus = new InProcessHub().bus('reports', await keys.of('reports'));
  });
  afterAll(async () => {
    await bus.close();
    await keys.remove();
  });

  const start = async (controller: new () => object): Promise<void> => {
    class Module {}
    const options = { strategy: bus.server(), logger: false, abortOnError: false } as const;
    const app = await NestFactory.createMicroservice({ module: Module, controllers: [controller] }, options);
    await app.listen();
    await app.close();
  };

  it('cannot be declared with a message that nothing validates', () => {
    const declare = () => {
      class Assign {
        @Answers(SUBJECTS.assignReport)
        assign(@Message() message: ReportCommandMessage<AssignReport>): unknown {
          return message;
        }
      }
      return Assign;
    };
    expect(declare).toThrow('Assign.assign: @Message() needs a class to validate with');
  });

  it('starts when its messages are validated', async () => {
    @BusController()
    class Assign {
      @Answers(SUBJECTS.assignReport)
      assign(@Message(commandOn(AssignReport)) message: ReportCommandMessage<AssignReport>): unknown {
        return message;
      }
    }
    await start(Assign);
  });

  it('answers the subjects of its own service only', async () => {
    @BusController()
    class Other {
      @Answers(SUBJECTS.devMail)
      mail(): unknown {
        return [];
      }
    }
    await expect(start(Other)).rejects.toThrow('reports does not own notifications.dev-mail');
  });

  it('answers a subject once', async () => {
    @BusController()
    class Twice {
      @Answers(SUBJECTS.reportsHealth)
      one(): unknown {
        return 1;
      }

      @Answers(SUBJECTS.reportsHealth)
      two(): unknown {
        return 2;
      }
    }
    await expect(start(Twice)).rejects.toThrow('Two handlers answer reports.health');
  });

  it('hears no events: they would reach one replica and be lost with it', async () => {
    @BusController()
    class Listener {
      @EventPattern('reports.happened')
      on(): void {
        return;
      }
    }
    await expect(start(Listener)).rejects.toThrow('the bus has no events');
  });
});

describe('The rights to subjects', () => {
  it('leave the feed and the opening of ciphertexts to the services behind the door', () => {
    const { gateway, notifications } = SUBJECT_RIGHTS;
    expect(gateway.asks).not.toEqual(expect.arrayContaining([SUBJECTS.reportFeed]));
    expect(gateway.asks).not.toEqual(expect.arrayContaining([SUBJECTS.unseal]));
    expect(notifications.asks).toEqual([
      SUBJECTS.reportFeed,
      SUBJECTS.unseal,
      SUBJECTS.sealFollower,
      SUBJECTS.followerIndex,
      SUBJECTS.eraseFollowers,
      SUBJECTS.codesOfAddress,
    ]);
  });

  it('give every subject an owner, and no right to ask what is nobody`s', () => {
    for (const subject of Object.values(SUBJECTS)) expect(ownerOf(subject)).toBe(subject.split('.')[0]);
    expect(() => ownerOf('stranger.ask')).toThrow('No service owns');
  });

  it('let the reports service hint, nobody else', () => {
    expect(() => assertMayHint('reports', HINTS.reportFeedGrew)).not.toThrow();
    expect(() => assertMayHint('notifications', HINTS.reportFeedGrew)).toThrow('no right to hint');
  });
});
