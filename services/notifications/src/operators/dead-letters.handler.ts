import { Inject } from '@nestjs/common';
import { DeadLetterSelection, OPERATOR_SUBJECTS, type DeadLetterKey } from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';
import { PARTS } from '../notifications.controller';
import type { NotificationsParts } from '../parts';

/** What an operator decides of deliveries that were given up: once more from the first try, or never. */
@BusController()
export class DeadLettersHandler {
  constructor(@Inject(PARTS) private readonly parts: NotificationsParts) {}

  @Answers(OPERATOR_SUBJECTS.retryDeadLetters, { from: ['ops'] })
  async retry(@Message() { letters }: DeadLetterSelection): Promise<{ readonly changed: number }> {
    const changed = await this.change(
      letters,
      `state = 'due', attempts = 0, last_error = null, next_attempt_at = clock_timestamp()`,
    );
    this.parts.wake();
    return { changed };
  }

  /** The key stays, so that nothing is ever sent for it; the ciphertexts go. */
  @Answers(OPERATOR_SUBJECTS.discardDeadLetters, { from: ['ops'] })
  async discard(@Message() { letters }: DeadLetterSelection): Promise<{ readonly changed: number }> {
    const changed = await this.change(
      letters,
      `state = 'suppressed', reason = 'discarded', sealed_reporter = null, sealed_text = null`,
    );
    this.parts.logger.warn({ deliveries: changed }, 'An operator gave dead letters up for good');
    return { changed };
  }

  /** Only what is still dead: what was erased or decided on meanwhile stays as it is. @returns how many that were */
  private async change(letters: readonly DeadLetterKey[], assignments: string): Promise<number> {
    const { worker, schema } = this.parts.database;
    const { rowCount } = await worker.query(
      `update ${schema}.deliveries delivery set ${assignments}
         from jsonb_to_recordset($1::jsonb) as chosen ("municipalityId" text, "eventId" uuid, recipient text, channel text)
        where (delivery.municipality_id, delivery.event_id, delivery.recipient, delivery.channel)
            = (chosen."municipalityId", chosen."eventId", chosen.recipient, chosen.channel)
          and delivery.state = 'dead'`,
      [JSON.stringify(letters)],
    );
    return rowCount;
  }
}
