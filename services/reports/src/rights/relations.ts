import { DEPARTMENT_ROLES, type Actor, type Visibility } from '@sportello/contracts';

/** What rights need to know of a report. */
export interface Rightful {
  readonly visibility: Visibility;
  /** In charge; null before the first assignment. */
  readonly department: string | null;
  readonly proposedDepartment: string | null;
}

/** What someone is to a report. */
export type Relation =
  /** The front office of its Comune. */
  | 'operator'
  /** Answers for the department in charge, or for the proposed one while nobody is. */
  | 'department_head'
  /** Works in that department. */
  | 'department'
  /** Holds the report's token. */
  | 'reporter'
  /** A service speaking for itself. */
  | 'service'
  | 'stranger';

const HEAD_FIRST = DEPARTMENT_ROLES.toReversed();

/** The strongest thing that an actor of the report's municipality is to it. `isReporter`: the token that came along is the report's. */
export function relationTo(report: Rightful, actor: Actor, isReporter: boolean): Relation {
  if (actor.kind === 'service') return 'service';
  if (actor.kind === 'staff' && actor.roles.includes('operator')) return 'operator';
  const ofDepartment = actor.kind === 'staff' && isOfDepartment(report, actor.departments);
  const role = ofDepartment ? HEAD_FIRST.find((one) => actor.roles.includes(one)) : undefined;
  return role ?? (isReporter ? 'reporter' : 'stranger');
}

/** Everybody may read it: it is public, and somebody has taken charge. */
export function isOpenToAll(report: Rightful): boolean {
  return report.visibility === 'public' && report.department !== null;
}

function isOfDepartment({ department, proposedDepartment }: Rightful, departments: readonly string[]): boolean {
  const answerable = department ?? proposedDepartment;
  return answerable !== null && departments.includes(answerable);
}
