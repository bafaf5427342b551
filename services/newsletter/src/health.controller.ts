import { Inject } from '@nestjs/common';
import { HealthQuery, SUBJECTS, type ServiceHealth } from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';
import { health } from './health';
import { PARTS, type NewsletterParts } from './parts';

/** What everybody may ask: whether the service can be used. */
@BusController()
export class HealthController {
  constructor(@Inject(PARTS) private readonly parts: NewsletterParts) {}

  @Answers(SUBJECTS.newsletterHealth)
  health(@Message() _query: HealthQuery): Promise<ServiceHealth> {
    return health(this.parts.database);
  }
}
