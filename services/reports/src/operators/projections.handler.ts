import {
  OneProjection,
  OPERATOR_SUBJECTS,
  RetryParkedMessage,
  SkipParkedMessage,
  type OperationStarted,
  type RefusalCode,
} from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, Message, Refused } from '@sportello/messaging';
import type { RebuildOptions } from '@sportello/postgres';
import type { OperationRun } from '@sportello/service-kit';
import { READ_MODELS } from '../read-models';
import { Parts } from '../parts';
import { startOverLog } from './start-over-log';

/** What operators do to read models: build them anew, compare them with the log, decide on what they could not take. */
@BusController()
export class ProjectionsHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.rebuildProjection, { from: ['ops'] })
  async rebuild(@Message() { projection }: OneProjection): Promise<OperationStarted> {
    assertKnown(projection);
    const work = async (run: OperationRun): Promise<object> => {
      await this.parts.projections.rebuild(projection, optionsOf(run));
      const statuses = await this.parts.projections.statuses();
      return { generation: statuses.find(({ name }) => name === projection)?.generation };
    };
    return startOverLog(this.parts, { kind: 'rebuild', about: projection, work });
  }

  @Answers(OPERATOR_SUBJECTS.verifyProjection, { from: ['ops'] })
  async verify(@Message() { projection }: OneProjection): Promise<OperationStarted> {
    assertKnown(projection);
    const work = (run: OperationRun): Promise<object> => this.parts.projections.verify(projection, optionsOf(run));
    return startOverLog(this.parts, { kind: 'verify', about: projection, work });
  }

  @Answers(OPERATOR_SUBJECTS.retryParked, { from: ['ops'] })
  async retry(@Message() { projection, stream }: RetryParkedMessage): Promise<{ readonly freed: number }> {
    assertKnown(projection);
    return { freed: await this.parts.projections.retryParked(projection, stream) };
  }

  @Answers(OPERATOR_SUBJECTS.skipParked, { from: ['ops'] })
  async skip(
    @Message() { projection, stream }: SkipParkedMessage,
  ): Promise<{ readonly skipped: true } | Rejection<RefusalCode>> {
    assertKnown(projection);
    if (!(await this.parts.projections.skipParked(projection, stream)))
      return reject('NOT_FOUND', `${projection} has not parked ${stream}`);
    this.parts.logger.warn({ projection, stream }, 'An operator decided to go on without a stream');
    return { skipped: true };
  }
}

function optionsOf({ signal, progress }: OperationRun): RebuildOptions {
  return { signal, onProgress: progress };
}

function assertKnown(projection: string): void {
  const names = READ_MODELS.map(({ name }) => name);
  if (!names.includes(projection))
    throw new Refused({
      code: 'NOT_FOUND',
      detail: `There is no projection ${projection}; there are: ${names.join(', ')}`,
    });
}
