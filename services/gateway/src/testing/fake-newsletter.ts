import { HealthQuery, OfAddress, SUBJECTS, type ServiceHealth, type SubscriptionOfAddress } from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';

/** The one who reads the newsletter of a test. */
export const SUBSCRIBER = 'anna@example.org';

/** The newsletter service of a test: it is well, and has one reader until it is to forget them. */
@BusController()
export class FakeNewsletter {
  private erased = false;

  @Answers(SUBJECTS.subscriptionOfAddress)
  ofAddress(@Message() { email }: OfAddress): readonly SubscriptionOfAddress[] {
    if (email !== SUBSCRIBER) return [];
    return [this.erased ? { state: 'erased' } : { state: 'confirmed', language: 'it', source: 'modulo' }];
  }

  @Answers(SUBJECTS.forgetSubscriber)
  forget(@Message() { email }: OfAddress): { readonly found: boolean } {
    this.erased ||= email === SUBSCRIBER;
    return { found: email === SUBSCRIBER };
  }

  @Answers(SUBJECTS.newsletterHealth)
  health(@Message() _query: HealthQuery): ServiceHealth {
    return { service: 'newsletter', ready: true, parts: [] };
  }
}
