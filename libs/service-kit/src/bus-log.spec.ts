import { Writable } from 'node:stream';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthQuery, SUBJECTS } from '@sportello/contracts';
import { Answers, asService, BusController, BusFailure, InProcessHub, Message, type Bus } from '@sportello/messaging';
import { testKeys, type TestKeys } from '@sportello/messaging/testing';
import { createLogger } from './logging';

@BusController()
class BrokenController {
  @Answers(SUBJECTS.reportsHealth)
  health(@Message() _: HealthQuery): never {
    throw Object.assign(new TypeError('cannot read the row of anna@example.org'), {
      parameters: ['anna@example.org', 'Anna Rossi'],
      cause: Object.assign(new Error('Key (name)=(Anna Rossi) already exists'), { code: '23505' }),
    });
  }
}

class BrokenModule {}

describe('What the log says of a handler that failed', () => {
  let keys: TestKeys;
  let reports: Bus;
  let gateway: Bus;
  let app: INestMicroservice;
  const chunks: string[] = [];

  beforeAll(async () => {
    keys = await testKeys();
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk.toString());
        done();
      },
    });
    const logger = createLogger({ service: 'reports', level: 'info', destination });
    const hub = new InProcessHub();
    reports = hub.bus('reports', await keys.of('reports'), logger);
    gateway = hub.bus('gateway', await keys.of('gateway'), logger);
    const module = { module: BrokenModule, controllers: [BrokenController] };
    app = await NestFactory.createMicroservice(module, { strategy: reports.server(), logger: false });
    await app.listen();
  });
  afterAll(async () => {
    await app.close();
    await gateway.close();
    await reports.close();
    await keys.remove();
  });

  it('is what broke and where, under the correlation id, and nothing of whom it was about', async () => {
    const context = asService('gateway', { correlationId: 'corr-1', causationId: 'corr-1' });
    await expect(gateway.request(SUBJECTS.reportsHealth, {}, context)).rejects.toThrow(BusFailure);
    const lines = chunks.map((chunk) => JSON.parse(chunk) as Record<string, unknown>);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        msg: 'A handler failed',
        subject: SUBJECTS.reportsHealth,
        correlationId: 'corr-1',
        err: {
          type: 'TypeError',
          message: 'cannot read the row of [address]',
          stack: expect.stringContaining('bus-log.spec'),
          cause: { type: 'Error', message: '[cut]', code: '23505', stack: expect.any(String) },
        },
      }),
    ]);
    expect(chunks.join('')).not.toMatch(/anna/i);
  });
});
