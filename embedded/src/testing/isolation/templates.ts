import { askOf, bodyOf } from './asking';
import { canary } from './canaries';
import { COMUNI } from './comuni';
import type { Installation } from './installation';
import type { Caller } from './members';

/** Templates are told from reports and people by their numbers. */
const FIRST_NUMBER = 80;

/** What a department writes again and again. */
export interface Template {
  readonly number: number;
  readonly municipality: string;
  readonly department: string;
  readonly id: string;
}

/** One of every department of every Comune, with a gap for the subject of a report. */
export async function plantTemplates(
  installation: Installation,
  staff: readonly Caller[],
): Promise<readonly Template[]> {
  const templates: Template[] = [];
  for (const { municipality, departments } of COMUNI) {
    const operator = staff.find((one) => one.municipality === municipality && one.roles.includes('operator'));
    const headers = { 'x-municipality': municipality, authorization: `Bearer ${operator?.token ?? ''}` };
    for (const [department] of departments) {
      const number = FIRST_NUMBER + templates.length;
      const body = templateBody(number, department);
      const answer = await askOf(installation)('POST', '/api/v1/response-templates', headers, body);
      templates.push({ number, municipality, department, ...(await bodyOf<{ id: string }>(answer, 201)) });
    }
  }
  return templates.map(({ number, municipality, department, id }) => ({ number, municipality, department, id }));
}

export function templateBody(number: number, department: string): object {
  return {
    action: 'note',
    title: canary(number, 'template'),
    departments: [department],
    texts: { it: 'Sulla segnalazione {subject}' },
  };
}
