import { SUBJECTS, SubmitReportMessage, type Actor, type RefusalCode, type SubmitReply } from '@sportello/contracts';
import { isRejection, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { commandSeconds, commandsHandled } from '../../metrics';
import { ReportSubmission } from './report-submission';

/** Someone tells the Comune something; from the answer on it is on disk and has a number. */
@BusController()
export class SubmitReportHandler {
  constructor(private readonly submission: ReportSubmission) {}

  @Answers(SUBJECTS.submitReport)
  async submit(
    @Message() message: SubmitReportMessage,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<SubmitReply | Rejection<RefusalCode>> {
    const stop = commandSeconds.startTimer({ command: 'SubmitReport' });
    const answer = await this.submission.submit(message, actor, metadata);
    stop();
    commandsHandled.inc({ command: 'SubmitReport', outcome: isRejection(answer) ? answer.code : 'done' });
    return answer;
  }
}
