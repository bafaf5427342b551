import { Inject } from '@nestjs/common';
import {
  DeadLettersQuery,
  DeliveriesOfReport,
  DevMailQuery,
  HealthQuery,
  mayWith,
  SUBJECTS,
  type Actor,
  type DeadLetter,
  type DeliveriesOfOne,
  type DevMail,
  type ListPage,
  type ServiceHealth,
} from '@sportello/contracts';
import { Answers, BusController, From, Message, Refused } from '@sportello/messaging';
import type { NotificationsParts } from './parts';
import { deadLetters } from './queries/dead-letters';
import { deliveriesOf } from './queries/deliveries-of';

/** Token of the running parts. */
export const PARTS = Symbol('NotificationsParts');

/** What the notifications service answers. */
@BusController()
export class NotificationsController {
  constructor(@Inject(PARTS) private readonly parts: NotificationsParts) {}

  /** The demo's mailbox. Outside the demo there is none. */
  @Answers(SUBJECTS.devMail, { from: ['gateway'] })
  devMail(@Message() query: DevMailQuery, @From() actor: Actor): Promise<readonly DevMail[]> {
    if (actor.kind !== 'service')
      throw new Refused({ code: 'NOT_ALLOWED', detail: 'the demo mailbox is for the gateway itself' });
    if (!this.parts.devMailbox)
      throw new Refused({ code: 'NOT_FOUND', detail: 'there is a mailbox in demo mode only' });
    return this.parts.devMailbox.read(query.to);
  }

  @Answers(SUBJECTS.deadLetters)
  deadLetters(@Message() query: DeadLettersQuery, @From() actor: Actor): Promise<ListPage<DeadLetter>> {
    return deadLetters(this.parts.database, actor, query);
  }

  @Answers(SUBJECTS.deliveriesOfReport, { from: ['gateway'] })
  deliveriesOf(
    @Message() { municipalityId, codes }: DeliveriesOfReport,
    @From() actor: Actor,
  ): Promise<readonly DeliveriesOfOne[]> {
    return deliveriesOf(this.parts.database, municipalityMeant(actor, municipalityId), codes);
  }

  @Answers(SUBJECTS.notificationsHealth)
  health(@Message() _query: HealthQuery): Promise<ServiceHealth> {
    return this.parts.health();
  }
}

/** The front office asks in its own Comune; the gateway, which has seen the token of the report, names one. @throws Refused for everybody else */
function municipalityMeant(actor: Actor, named: string | undefined): string {
  if (actor.kind === 'staff' && mayWith(actor.roles, 'deliveriesOfReport')) return actor.municipalityId;
  if (actor.kind === 'service' && named !== undefined) return named;
  throw new Refused({ code: 'NOT_ALLOWED', detail: 'this is for the front office, and for the gateway itself' });
}
