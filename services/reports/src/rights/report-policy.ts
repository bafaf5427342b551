import { mayWith, POLICY, type Action, type Actor, type Channel, type RefusalCode } from '@sportello/contracts';
import type { ReportCommandType } from '../domain/report';
import { isOpenToAll, type Relation, type Rightful } from './relations';

type OnAReport = Exclude<ReportCommandType, 'SubmitReport'>;

/** An action is called as the command that does it. */
function actionOf(command: OnAReport): Uncapitalize<OnAReport> {
  return `${command.charAt(0).toLowerCase()}${command.slice(1)}` as Uncapitalize<OnAReport>;
}

/** Why this may not be done, or undefined when it may. Whoever may not know that the report is there learns nothing. */
export function refusalOf(command: OnAReport, report: Rightful, relation: Relation): RefusalCode | undefined {
  return refusedTo(actionOf(command), report, relation);
}

/**
 * As what somebody asks for all that a report holds on who made it: with its token as who made it, also a worker of the office, unless they may
 * without.
 */
export function askingForExport(relation: Relation, isReporter: boolean): Relation {
  return isReporter && !may('reportExport', relation) ? 'reporter' : relation;
}

/** Why all that a report holds on who made it is not handed over, or undefined when it is; as `refusalOf`. */
export function exportRefusalOf(report: Rightful, relation: Relation): RefusalCode | undefined {
  return refusedTo('reportExport', report, relation);
}

function refusedTo(action: Action, report: Rightful, relation: Relation): RefusalCode | undefined {
  if (may(action, relation)) return undefined;
  return relation === 'stranger' && !isOpenToAll(report) ? 'REPORT_NOT_FOUND' : 'NOT_ALLOWED';
}

/** Whoever reads everything of a report: texts, place, history. */
export function seesAll(relation: Relation): boolean {
  return may('readWholeReport', relation);
}

function may(action: Action, relation: Relation): boolean {
  return POLICY[action].some((party) => party === relation);
}

/** Channels over which people write to the Comune themselves. */
const SELF_SERVICE: readonly Channel[] = ['web', 'app', 'open311'];

/** Anyone may submit for themselves; those of the staff who take reports down, over every channel. A service has no municipality to submit to. */
export function maySubmit(actor: Actor, channel: Channel): boolean {
  switch (actor.kind) {
    case 'anonymous':
      return SELF_SERVICE.includes(channel);
    case 'staff':
      return SELF_SERVICE.includes(channel) || mayWith(actor.roles, 'intakeReport');
    case 'service':
      return false;
    default:
      return actor satisfies never;
  }
}
