import { HealthQuery, SUBJECTS, type ServiceHealth } from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';
import { health } from './health';
import { Parts } from './parts';

/** How the service is, for whoever asks over the bus. */
@BusController()
export class HealthQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.reportsHealth)
  health(@Message() _query: HealthQuery): Promise<ServiceHealth> {
    return health(this.parts);
  }
}
