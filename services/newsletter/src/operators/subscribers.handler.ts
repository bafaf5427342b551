import { Inject } from '@nestjs/common';
import {
  ImportSubscribers,
  OPERATOR_SUBJECTS,
  SubscriberByEmail,
  type FoundSubscriber,
  type SubscribersImported,
} from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';
import { municipalitiesMeant, namedMunicipality } from '@sportello/service-kit';
import { PARTS, type NewsletterParts } from '../parts';

/** What operators ask of the list of subscribers. */
@BusController()
export class SubscribersHandler {
  constructor(@Inject(PARTS) private readonly parts: NewsletterParts) {}

  @Answers(OPERATOR_SUBJECTS.importSubscribers, { from: ['ops'] })
  async import(@Message() message: ImportSubscribers): Promise<SubscribersImported> {
    const { municipalities, subscribers, clock, logger } = this.parts;
    const municipality = namedMunicipality(municipalities, message.municipality);
    const { dryRun } = message;
    const outcomes = await subscribers.import(municipality, message.subscribers, { now: clock(), dryRun });
    const added = outcomes.filter((outcome) => outcome === 'added').length;
    if (!dryRun && added > 0)
      logger.info({ municipalityId: municipality.id, subscribers: added }, 'An operator imported subscribers');
    return { outcomes };
  }

  @Answers(OPERATOR_SUBJECTS.findSubscriber, { from: ['ops'] })
  async find(@Message() { email, municipality }: SubscriberByEmail): Promise<readonly FoundSubscriber[]> {
    const { municipalities, subscribers } = this.parts;
    const searched = municipalitiesMeant(municipalities, municipality);
    const found = await Promise.all(searched.map(({ id }) => subscribers.find(id, email)));
    return found.filter((one) => one !== undefined);
  }

  /** @returns where the address was found, erased now or before */
  @Answers(OPERATOR_SUBJECTS.eraseSubscriber, { from: ['ops'] })
  async erase(@Message() { email, municipality }: SubscriberByEmail): Promise<readonly FoundSubscriber[]> {
    const { municipalities, subscribers, logger } = this.parts;
    const erased: FoundSubscriber[] = [];
    for (const { id: municipalityId } of municipalitiesMeant(municipalities, municipality)) {
      if (!(await subscribers.erase(municipalityId, email))) continue;
      erased.push({ municipalityId, erased: true });
      logger.info({ municipalityId }, 'An operator erased a subscriber');
    }
    return erased;
  }
}
