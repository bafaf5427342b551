import { type Actor, AssignReport, commandOn, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { reject } from '@sportello/event-sourcing';
import { deadline, written } from '../report-request';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** A department takes charge, hands over to another, or names who is to do it. */
@BusController()
export class AssignReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.assignReport)
  assign(
    @Message(commandOn(AssignReport)) message: ReportCommandMessage<AssignReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const { departmentId: department, assigneeId: assignee, note, dueBy } = message.body;
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'AssignReport',
        text: written(note),
        state: ({ municipality, sealed, now }) => {
          if (!municipality.departments.some(({ id }) => id === department)) return reject('UNKNOWN_DEPARTMENT');
          const given = {
            ...(dueBy === undefined ? {} : { dueBy: deadline('dueBy', dueBy, now) }),
            ...(assignee === undefined ? {} : { assignee }),
          };
          return { type: 'AssignReport', data: { ...sealed, ...given, department } };
        },
      },
    );
  }
}
