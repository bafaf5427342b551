import { Inject } from '@nestjs/common';
import {
  FollowMessage,
  FollowToken,
  OfAddress,
  OPERATOR_SUBJECTS,
  rolesFor,
  SubscriberByEmail,
  SUBJECTS,
  type Actor,
  type Follow,
  type FollowOfAddress,
  type FoundFollows,
} from '@sportello/contracts';
import { Answers, BusController, From, Message, municipalityOf } from '@sportello/messaging';
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

  @Answers(SUBJECTS.followsOfAddress, { roles: rolesFor('followsOfAddress') })
  ofAddress(@Message() { email }: OfAddress, @From() actor: Actor): Promise<readonly FollowOfAddress[]> {
    return this.parts.follows.ofAddress(municipalityOf(actor), email);
  }

  @Answers(SUBJECTS.forgetFollower, { roles: rolesFor('forgetFollower') })
  async forget(@Message() { email }: OfAddress, @From() actor: Actor): Promise<{ readonly erased: number }> {
    return { erased: await this.parts.follows.forgetAddress(municipalityOf(actor), email) };
  }

  @Answers(OPERATOR_SUBJECTS.findFollows, { from: ['ops'] })
  async find(@Message() { email, municipality }: SubscriberByEmail): Promise<readonly FoundFollows[]> {
    const found: FoundFollows[] = [];
    for (const municipalityId of await this.idsMeant(municipality)) {
      const follows = await this.parts.follows.ofAddress(municipalityId, email);
      if (follows.length > 0) found.push({ municipalityId, follows: follows.length });
    }
    return found;
  }

  /** Whatever an address follows ends. @returns how many follows those were */
  @Answers(OPERATOR_SUBJECTS.eraseFollows, { from: ['ops'] })
  async erase(@Message() { email, municipality }: SubscriberByEmail): Promise<{ readonly erased: number }> {
    const { follows, logger } = this.parts;
    let erased = 0;
    for (const id of await this.idsMeant(municipality)) erased += await follows.forgetAddress(id, email);
    if (erased > 0) logger.info({ follows: erased }, 'An operator ended what an address follows');
    return { erased };
  }

  /** Also of Comuni whose file is away: who follows there is forgotten all the same. Nobody is found in one that never was. */
  private async idsMeant(name: string | undefined): Promise<readonly string[]> {
    const { municipalities, follows } = this.parts;
    if (name !== undefined) return [municipalities.byName(name)?.id ?? name];
    return [...new Set([...municipalities.all().map(({ id }) => id), ...(await follows.municipalities())])];
  }
}
