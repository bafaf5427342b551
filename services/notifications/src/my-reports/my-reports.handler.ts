import { Inject } from '@nestjs/common';
import { AskForMyReportsMessage, SUBJECTS, type Actor } from '@sportello/contracts';
import { Answers, BusController, From, Message, municipalityOf } from '@sportello/messaging';
import { PARTS } from '../notifications.controller';
import type { NotificationsParts } from '../parts';

/** A link to all reports with an address, for whoever reads its mail. */
@BusController()
export class MyReportsHandler {
  constructor(@Inject(PARTS) private readonly parts: NotificationsParts) {}

  /** The same for every address, whatever is known of it. */
  @Answers(SUBJECTS.askForMyReports, { from: ['gateway'] })
  ask(@Message() { id, language, body }: AskForMyReportsMessage, @From() actor: Actor): { readonly asked: true } {
    this.parts.myReports.ask({ id, municipalityId: municipalityOf(actor), email: body.email, language });
    return { asked: true };
  }
}
