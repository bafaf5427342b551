import { CancelOperation, OPERATOR_SUBJECTS, OperationQuery, type OperationView } from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';
import { Parts } from '../parts';

/** How long operations are, and their end before their time. */
@BusController()
export class OperationsHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.reportsOperation, { from: ['ops'] })
  async operation(@Message() { id, taken }: OperationQuery): Promise<OperationView> {
    return this.parts.operations.view(id, taken);
  }

  @Answers(OPERATOR_SUBJECTS.cancelReportsOperation, { from: ['ops'] })
  async cancel(@Message() { id }: CancelOperation): Promise<{ readonly id: string }> {
    this.parts.operations.cancel(id);
    return { id };
  }
}
