import { HealthQuery, SUBJECTS, type ServiceHealth } from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';

/** The newsletter service of a test: it is well. */
@BusController()
export class FakeNewsletter {
  @Answers(SUBJECTS.newsletterHealth)
  health(@Message() _query: HealthQuery): ServiceHealth {
    return { service: 'newsletter', ready: true, parts: [] };
  }
}
