import { FIELDS, MEMBER_FIELDS, type Field } from './canaries';
import type { Caller } from './members';
import type { Planted } from './reports';
import type { Template } from './templates';
import type { World } from './world';

/*
 * Who may see what, written down by hand a second time: it must not share a line with the table of policies and the services that it is held against.
 */

export interface Asking {
  readonly caller: Caller;
  /** The Comune that the request names. */
  readonly municipality: string;
  /** The report whose token comes along. */
  readonly holds?: Planted;
}

/** A token that is none in the Comune asked: nothing at all is answered to it. */
export function isNobody({ caller, municipality }: Asking): boolean {
  return caller.token !== undefined && (caller.wrong !== undefined || caller.municipality !== municipality);
}

/** Somebody of the public, who holds nothing. */
export function anybodyIn(municipality: string): Asking {
  return { caller: { roles: [], departments: [] }, municipality };
}

/** The front office of the Comune, or someone of the department. */
export function worksOn({ caller, municipality }: Asking, report: Planted): boolean {
  if (caller.wrong !== undefined || caller.municipality !== municipality) return false;
  if (report.municipality !== municipality) return false;
  if (caller.roles.includes('operator')) return true;
  const ofOffices = caller.roles.includes('department') || caller.roles.includes('department_head');
  return ofOffices && caller.departments.includes(report.department);
}

/** Someone who keeps the accounts of the Comune that they ask. */
export function administers({ caller, municipality }: Asking): boolean {
  return caller.wrong === undefined && caller.municipality === municipality && caller.roles.includes('administrator');
}

/** The front office and who keeps accounts; of the others whose department it is of. */
export function usesTemplate(asking: Asking, { municipality, department }: Template): boolean {
  const { caller } = asking;
  if (caller.wrong !== undefined || caller.municipality !== asking.municipality) return false;
  if (municipality !== asking.municipality) return false;
  const ofAll = caller.roles.includes('operator') || administers(asking);
  return ofAll || (!caller.roles.includes('editor') && caller.departments.includes(department));
}

/** Whether everybody who asks in that Comune may read it. */
export function isPublished({ municipality }: Asking, report: Planted): boolean {
  return report.municipality === municipality && report.circumstance === 'public';
}

/** The front office, or who holds the token of the report: to them who made it is named, where they ask for that. */
export function mayHaveNamed(asking: Asking, report: Planted): boolean {
  if (isNobody(asking) || report.municipality !== asking.municipality) return false;
  return asking.holds === report || (worksOn(asking, report) && asking.caller.roles.includes('operator'));
}

/** Of who made a report: shown where that is asked for alone. */
export const OF_REPORTER: readonly Field[] = ['name', 'email', 'phone'];

/** Whether this of a report may stand in an answer. */
export function maySee(asking: Asking, report: Planted, field: Field): boolean {
  if (isNobody(asking) || report.municipality !== asking.municipality || OF_REPORTER.includes(field)) return false;
  if (worksOn(asking, report)) return true;
  switch (field) {
    case 'note':
      return false;
    case 'code':
      // Administrators read which reports were opened.
      return isPublished(asking, report) || asking.holds === report || administers(asking);
    default:
      return isPublished(asking, report) || asking.holds === report;
  }
}

/** Everything planted that may stand in an answer, as `Canaries` names it. */
export function allowed(asking: Asking, { reports, members, templates }: World): ReadonlySet<string> {
  const ofReports = reports.flatMap((report) =>
    FIELDS.filter((field) => maySee(asking, report, field)).map((field) => `${report.number} ${field}`),
  );
  const ofMembers = members
    .filter(({ municipality }) => administers(asking) && municipality === asking.municipality)
    .flatMap(({ number }) => MEMBER_FIELDS.map((field) => `${number} ${field}`));
  const ofTemplates = templates
    .filter((template) => usesTemplate(asking, template))
    .map(({ number }) => `${number} template`);
  return new Set([...ofReports, ...ofMembers, ...ofTemplates]);
}
