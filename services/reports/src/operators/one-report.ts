import type { OneReport } from '@sportello/contracts';
import { Refused } from '@sportello/messaging';
import { municipalitiesMeant, type Municipality } from '@sportello/service-kit';
import type { Parts } from '../parts';
import { reportStream } from '../report-log';

/** The municipality of a report that an operator names by its code. @throws Refused when there is none, or more than one */
export async function municipalityOfReport(
  { store, municipalities }: Pick<Parts, 'store' | 'municipalities'>,
  { code, municipality }: OneReport,
): Promise<Municipality> {
  const found: Municipality[] = [];
  for (const candidate of municipalitiesMeant(municipalities, municipality)) {
    if ((await store.readStream(reportStream(candidate.id, code), { limit: 1 })).length > 0) found.push(candidate);
  }
  const [only, another] = found;
  if (!only) throw new Refused({ code: 'REPORT_NOT_FOUND', detail: `There is no report ${code}` });
  if (another) {
    const detail = `Several municipalities have a report ${code}; name one: ${found.map(({ id }) => id).join(', ')}`;
    throw new Refused({ code: 'UNKNOWN_MUNICIPALITY', detail });
  }
  return only;
}
