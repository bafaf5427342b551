import { Inject } from '@nestjs/common';
import {
  FollowMessage,
  FollowToken,
  OPERATOR_SUBJECTS,
  SubscriberByEmail,
  SUBJECTS,
  type Actor,
  type Follow,
} from '@sportello/contracts';
import { Answers, BusController, From, Message, Refused } from '@sportello/messaging';
import { municipalitiesMeant } from '@sportello/service-kit';
import { PARTS } from '../notifications.controller';
import type { NotificationsParts } from '../parts';
import type { FollowAnswer } from './follows';

/** Following reports that are not one's own, for everybody; the token of the mail decides. */
@BusController()
export class FollowsHandler {
  constructor(@Inject(PARTS) private readonly parts: NotificationsParts) {}

  @Answers(SUBJECTS.follow, { from: ['gateway'] })
  async follow(
    @Message() { id, requestHmac, language, body }: FollowMessage,
    @From() actor: Actor,
  ): Promise<FollowAnswer<Pick<Follow, 'channel' | 'state'>>> {
    const { address, reports } = body;
    const wish = { id, requestHmac, language, address, reports };
    const answer = await this.parts.follows.ask(municipalityOf(actor), wish);
    this.parts.wake();
    return answer;
  }

  @Answers(SUBJECTS.readFollow, { from: ['gateway'] })
  read(@Message() { token }: FollowToken, @From() actor: Actor): Promise<FollowAnswer<Follow>> {
    return this.parts.follows.read(municipalityOf(actor), token);
  }

  @Answers(SUBJECTS.confirmFollow, { from: ['gateway'] })
  confirm(@Message() { token }: FollowToken, @From() actor: Actor): Promise<FollowAnswer<Follow>> {
    return this.parts.follows.confirm(municipalityOf(actor), token);
  }

  @Answers(SUBJECTS.endFollow, { from: ['gateway'] })
  end(@Message() { token }: FollowToken, @From() actor: Actor): Promise<FollowAnswer<{ readonly ended: true }>> {
    return this.parts.follows.end(municipalityOf(actor), token);
  }

  /** Whatever an address follows ends. @returns how many follows those were */
  @Answers(OPERATOR_SUBJECTS.eraseFollows, { from: ['ops'] })
  async erase(@Message() { email, municipality }: SubscriberByEmail): Promise<{ readonly erased: number }> {
    const { municipalities, follows, logger } = this.parts;
    let erased = 0;
    for (const { id } of municipalitiesMeant(municipalities, municipality))
      erased += await follows.forgetAddress(id, email);
    if (erased > 0) logger.info({ follows: erased }, 'An operator ended what an address follows');
    return { erased };
  }
}

function municipalityOf(actor: Actor): string {
  if (actor.kind === 'service')
    throw new Refused({ code: 'NOT_ALLOWED', detail: 'a follow is of somebody in a municipality' });
  return actor.municipalityId;
}
