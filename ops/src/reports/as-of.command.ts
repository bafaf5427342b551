import { OPERATOR_SUBJECTS, type OperatorPage, type ReportPage } from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { WELL, type Verdict } from '../command-line/exit-codes';
import { code, given, moment } from '../command-line/options';
import { facts, table } from '../terminal/table';

export interface AsOfOptions {
  readonly municipality?: string;
  readonly personal?: boolean;
}

/** `report as-of <code> <time>` */
export async function asOf(
  { product, output, signal }: CommandRun,
  [typed = '', time = '']: readonly string[],
  { municipality, personal }: AsOfOptions,
): Promise<Verdict> {
  const at = moment(time);
  const asked = given({ code: code(typed), at, municipality, personal });
  const found = await ask<OperatorPage<ReportPage>>(await product(), OPERATOR_SUBJECTS.pageAsOf, asked, { signal });
  await output.say({ at, ...found }, () => forPeople(at, found));
  return WELL;
}

function forPeople(at: string, { municipalityId, page }: OperatorPage<ReportPage>): string {
  const { location } = page;
  const where =
    location && [location.address, location.lat, location.lon].filter((part) => part !== undefined).join(', ');
  const shown = facts([
    ['report', `${page.code} (${municipalityId})`],
    ['as of', at],
    ['status', page.status],
    ['type', `${page.type}, ${page.category}, over ${page.channel}, ${page.visibility}`],
    ['submitted', page.submittedAt],
    ['due by', page.dueBy],
    ['department', page.department],
    ...(page.outcome === undefined ? [] : [['outcome', page.outcome] as const]),
    ...(page.subject === undefined ? [] : [['subject', page.subject] as const]),
    ...(page.description === undefined ? [] : [['description', page.description] as const]),
    ...(where === undefined ? [] : [['place', where] as const]),
    ['revision', page.revision],
  ]);
  const steps = page.timeline.map(({ at: when, step, status, department, note }) => [
    when,
    step,
    status,
    department,
    note,
  ]);
  return `${shown}\n\n${table(['at', 'step', 'status', 'department', 'note'], steps)}`;
}
