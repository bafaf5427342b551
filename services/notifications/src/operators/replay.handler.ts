import { Inject } from '@nestjs/common';
import {
  CancelOperation,
  OPERATOR_SUBJECTS,
  OperationQuery,
  ReplayWindowMessage,
  readMoment,
  type OperationStarted,
  type OperationView,
} from '@sportello/contracts';
import { Answers, BusController, Message, Refused } from '@sportello/messaging';
import { estimatedEvents } from '@sportello/postgres';
import { PARTS } from '../notifications.controller';
import type { NotificationsParts } from '../parts';
import { replay } from './replay';

/** What a stretch of the log asks to be delivered, beside what was. */
@BusController()
export class ReplayHandler {
  constructor(@Inject(PARTS) private readonly parts: NotificationsParts) {}

  @Answers(OPERATOR_SUBJECTS.planReplay, { from: ['ops'] })
  async plan(@Message() message: ReplayWindowMessage): Promise<OperationStarted> {
    const window = { from: readMoment(message.from), to: readMoment(message.to) };
    if (window.to < window.from)
      throw new Refused({ code: 'INVALID_REQUEST', detail: 'The window ends before it begins' });
    const { operations } = this.parts;
    const about = `${window.from} to ${window.to}`;
    const plan = { kind: 'replay-plan', about, total: await this.events() };
    return { id: operations.start({ ...plan, work: (run) => replay(this.parts, window, run) }) };
  }

  @Answers(OPERATOR_SUBJECTS.notificationsOperation, { from: ['ops'] })
  async operation(@Message() { id, taken }: OperationQuery): Promise<OperationView> {
    return this.parts.operations.view(id, taken);
  }

  @Answers(OPERATOR_SUBJECTS.cancelNotificationsOperation, { from: ['ops'] })
  async cancel(@Message() { id }: CancelOperation): Promise<{ readonly id: string }> {
    this.parts.operations.cancel(id);
    return { id };
  }

  /** About how many there are: each report that we follow knows how many it has had. */
  private events(): Promise<number> {
    const { worker, schema } = this.parts.database;
    return estimatedEvents(worker, `${schema}.report_recipients`);
  }
}
