import { Inject } from '@nestjs/common';
import { OfAddress, rolesFor, SUBJECTS, type Actor, type SubscriptionOfAddress } from '@sportello/contracts';
import { Answers, BusController, From, Message, municipalityOf } from '@sportello/messaging';
import { PARTS, type NewsletterParts } from '../parts';

/** What the front office asks about one reader of the newsletter of its Comune (GDPR, art. 15 and 17). */
@BusController()
export class SubscriptionsHandler {
  constructor(@Inject(PARTS) private readonly parts: NewsletterParts) {}

  /** One at most. */
  @Answers(SUBJECTS.subscriptionOfAddress, { roles: rolesFor('subscriptionOfAddress') })
  async ofAddress(@Message() { email }: OfAddress, @From() actor: Actor): Promise<readonly SubscriptionOfAddress[]> {
    const municipalityId = municipalityOf(actor);
    const held = await this.parts.subscribers.held(municipalityId, email);
    if (held !== undefined)
      this.parts.logger.info(
        { municipalityId, by: actor.kind === 'staff' && actor.id },
        'What is kept of a subscriber was read',
      );
    return held === undefined ? [] : [held];
  }

  /** Repeating it is harmless. */
  @Answers(SUBJECTS.forgetSubscriber, { roles: rolesFor('forgetSubscriber') })
  async forget(@Message() { email }: OfAddress, @From() actor: Actor): Promise<{ readonly found: boolean }> {
    const municipalityId = municipalityOf(actor);
    const found = await this.parts.subscribers.erase(municipalityId, email);
    if (found)
      this.parts.logger.info(
        { municipalityId, by: actor.kind === 'staff' && actor.id },
        'The front office erased a subscriber',
      );
    return { found };
  }
}
