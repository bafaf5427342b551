import type { OneReport } from '@sportello/contracts';
import { Refused } from '@sportello/messaging';
import type { Municipalities, Municipality } from '@sportello/service-kit';
import type { Parts } from '../parts';
import { reportStream } from '../report-log';

/** The municipality of a report that an operator names by its code. @throws Refused when there is none, or more than one */
export async function municipalityOfReport(
  { store, municipalities }: Pick<Parts, 'store' | 'municipalities'>,
  { code, municipality }: OneReport,
): Promise<Municipality> {
  const candidates =
    municipality === undefined ? municipalities.all() : [namedMunicipality(municipalities, municipality)];
  const found: Municipality[] = [];
  for (const candidate of candidates) {
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

/** The one that is named, or else the only one there is. @throws Refused when there are several */
export function onlyMunicipality(municipalities: Municipalities, name: string | undefined): Municipality {
  if (name !== undefined) return namedMunicipality(municipalities, name);
  const [only, another] = municipalities.all();
  if (only && !another) return only;
  const ids = municipalities.all().map(({ id }) => id);
  throw new Refused({
    code: 'UNKNOWN_MUNICIPALITY',
    detail: `There are several municipalities; name one: ${ids.slice(0, 20).join(', ')}`,
  });
}

/** By id or slug. @throws Refused */
export function namedMunicipality(municipalities: Municipalities, name: string): Municipality {
  const found = municipalities.byId(name) ?? municipalities.bySlug(name);
  if (found) return found;
  const ids = municipalities.all().map(({ id }) => id);
  throw new Refused({
    code: 'UNKNOWN_MUNICIPALITY',
    detail: `There is no municipality ${name}; there are: ${ids.slice(0, 20).join(', ')}`,
  });
}
