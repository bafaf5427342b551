import type { Actor, Channel, RefusalCode } from '@sportello/contracts';
import type { ReportCommandType } from '../domain/report';
import { isOpenToAll, type Relation, type Rightful } from './relations';

type OnAReport = Exclude<ReportCommandType, 'SubmitReport'>;

/** Who may do what to an existing report. The gateway asks too; the bus is not trusted to have asked. */
const MAY: Readonly<Record<OnAReport, readonly Relation[]>> = {
  AssignReport: ['operator', 'department'],
  StartWork: ['operator', 'department'],
  RequestInformation: ['operator', 'department'],
  CancelInformationRequest: ['operator', 'department'],
  ProvideInformation: ['reporter', 'operator'],
  ResolveReport: ['operator', 'department'],
  RejectReport: ['operator', 'department'],
  MarkDuplicate: ['operator', 'department'],
  WithdrawReport: ['reporter', 'operator'],
  ReopenReport: ['reporter', 'operator', 'department'],
  RateReport: ['reporter', 'operator'],
  ReclassifyReport: ['operator', 'department'],
  RelocateReport: ['operator', 'department'],
  CorrectReport: ['operator', 'department'],
  AddNote: ['operator', 'department'],
  AttachFile: ['operator', 'department', 'reporter'],
  PrioritiseReport: ['operator', 'department'],
  ChangeDeadline: ['operator', 'department'],
  RecomputeDeadline: ['service'],
  RemindOfDeadline: ['service'],
  EscalateReport: ['service'],
  SetVisibility: ['operator'],
  RedactText: ['operator'],
  EraseReporter: ['operator', 'service'],
};

/** Why this may not be done, or undefined when it may. Whoever may not know that the report is there learns nothing. */
export function refusalOf(command: OnAReport, report: Rightful, relation: Relation): RefusalCode | undefined {
  if (MAY[command].includes(relation)) return undefined;
  return relation === 'stranger' && !isOpenToAll(report) ? 'REPORT_NOT_FOUND' : 'NOT_ALLOWED';
}

/** Whoever reads everything of a report: texts, place, history. */
export function seesAll(relation: Relation): boolean {
  return relation === 'operator' || relation === 'department';
}

/** Channels over which people write to the Comune themselves. */
const SELF_SERVICE: readonly Channel[] = ['web', 'app', 'open311'];

/** Anyone may submit for themselves; staff take down what comes in otherwise. A service has no municipality to submit to. */
export function maySubmit(actor: Actor, channel: Channel): boolean {
  switch (actor.kind) {
    case 'anonymous':
      return SELF_SERVICE.includes(channel);
    case 'staff':
      return actor.roles.length > 0;
    case 'service':
      return false;
    default:
      return actor satisfies never;
  }
}
