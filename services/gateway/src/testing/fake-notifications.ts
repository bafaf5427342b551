import { DevMailQuery, HealthQuery, SUBJECTS, type DevMail, type ServiceHealth } from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';

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

/** The mailbox of a test: one message. */
@BusController()
export class FakeNotifications {
  @Answers(SUBJECTS.devMail)
  mail(@Message() { to }: DevMailQuery): readonly DevMail[] {
    return to === undefined || to === MAIL.to ? [MAIL] : [];
  }

  @Answers(SUBJECTS.notificationsHealth)
  health(@Message() _query: HealthQuery): ServiceHealth {
    return { service: 'notifications', ready: true, parts: [] };
  }
}
