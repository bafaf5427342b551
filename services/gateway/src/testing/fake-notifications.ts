import {
  AskForMyReportsMessage,
  DeliveriesOfReport,
  DevMailQuery,
  FollowMessage,
  FollowToken,
  HealthQuery,
  OfAddress,
  SUBJECTS,
  type Actor,
  type DeliveriesOfOne,
  type DevMail,
  type Follow,
  type FollowOfAddress,
  type ServiceHealth,
} from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';

const MAIL: DevMail = {
  id: '<1@example>',
  channel: 'email',
  to: 'anna@example.org',
  subject: 'Segnalazione ricevuta <b>',
  text: 'La pagina: http://localhost/r/7K3M9QX2ZDE#token',
  html: '<p>La pagina</p>',
  headers: {},
  at: '2026-03-02T09:00:01.000Z',
};

/** The token of the only follow that there may be. */
export const FOLLOW_TOKEN = 'f'.repeat(43);

/** The mailbox of a test: one message; and one follow. Of each report one message was sent, which tells who asks for it, with how many. */
@BusController()
export class FakeNotifications {
  private readonly asked = new Set<string>();
  private followed: Follow | undefined;
  private address: string | undefined;

  @Answers(SUBJECTS.follow)
  follow(@Message() { id, body }: FollowMessage): Pick<Follow, 'channel' | 'state'> {
    if (!this.asked.has(id)) this.followed = { channel: 'email', state: 'pending', reports: body.reports };
    this.address = body.address;
    this.asked.add(id);
    return { channel: 'email', state: 'pending' };
  }

  @Answers(SUBJECTS.readFollow)
  readFollow(@Message() { token }: FollowToken): Follow | Rejection<'NOT_FOUND'> {
    return token === FOLLOW_TOKEN && this.followed ? this.followed : reject('NOT_FOUND');
  }

  @Answers(SUBJECTS.confirmFollow)
  confirmFollow(@Message() query: FollowToken): Follow | Rejection<'NOT_FOUND'> {
    const known = this.readFollow(query);
    if (!('reports' in known)) return known;
    return (this.followed = { ...known, state: 'active' });
  }

  @Answers(SUBJECTS.endFollow)
  endFollow(@Message() query: FollowToken): { readonly ended: true } | Rejection<'NOT_FOUND'> {
    const known = this.readFollow(query);
    if (!('reports' in known)) return known;
    this.followed = undefined;
    return { ended: true };
  }

  @Answers(SUBJECTS.askForMyReports)
  askForMyReports(@Message() _message: AskForMyReportsMessage): { readonly asked: true } {
    return { asked: true };
  }

  @Answers(SUBJECTS.followsOfAddress)
  followsOf(@Message() { email }: OfAddress): readonly FollowOfAddress[] {
    if (email !== this.address || !this.followed) return [];
    return [{ ...this.followed, since: '2026-03-02T09:00:00.000Z', messages: [] }];
  }

  @Answers(SUBJECTS.forgetFollower)
  forgetFollower(@Message() { email }: OfAddress): { readonly erased: number } {
    const erased = this.followsOf({ email }).length;
    if (erased > 0) this.followed = undefined;
    return { erased };
  }

  @Answers(SUBJECTS.devMail)
  mail(@Message() { to }: DevMailQuery): readonly DevMail[] {
    return to === undefined || to === MAIL.to ? [MAIL] : [];
  }

  @Answers(SUBJECTS.deliveriesOfReport)
  deliveriesOf(@Message() { codes }: DeliveriesOfReport, @From() actor: Actor): readonly DeliveriesOfOne[] {
    const at = '2026-03-02T09:00:00.000Z';
    const template = `asked-by-${actor.kind}-with-${codes.length}`;
    return codes.map((code) => ({
      code,
      messages: [{ channel: 'email', template, state: 'sent', plannedAt: at, sentAt: at }],
    }));
  }

  @Answers(SUBJECTS.notificationsHealth)
  health(@Message() _query: HealthQuery): ServiceHealth {
    return { service: 'notifications', ready: true, parts: [] };
  }
}
