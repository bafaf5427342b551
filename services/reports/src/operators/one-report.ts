import type { OneReport } from '@sportello/contracts';
import { isMunicipalityId, viewOf } from '@sportello/event-sourcing';
import { Refused } from '@sportello/messaging';
import { municipalitiesIn } from '@sportello/postgres';
import { namedMunicipality } from '@sportello/service-kit';
import type { Parts } from '../parts';
import { statusPage } from '../read-models/status-page/status-page.projection';
import { reportStream } from '../report-log';

type Known = Pick<Parts, 'municipalities' | 'database'>;

/** Ids of the municipality that an operator named, or of all that have reports or are served: also of those whose file is away. @throws Refused */
async function idsMeant(parts: Known, name: string | undefined): Promise<readonly string[]> {
  const { municipalities, database } = parts;
  const served = name === undefined ? undefined : municipalities.byName(name);
  if (served) return [served.id];
  const reporting = await municipalitiesIn(database.worker, `${database.schema}.${viewOf(statusPage)}`);
  const known = new Set([...municipalities.all().map(({ id }) => id), ...reporting]);
  if (name === undefined) return [...known];
  return known.has(name) ? [name] : [namedMunicipality(municipalities, name).id];
}

/** The municipality of a report that an operator names by its code, by its id. @throws Refused when there is none, or more than one */
export async function idOfReport(
  parts: Known & Pick<Parts, 'store'>,
  { code, municipality }: OneReport,
): Promise<string> {
  const havingIt = async (ids: readonly string[]): Promise<readonly string[]> => {
    const streams = await Promise.all(ids.map((id) => parts.store.readStream(reportStream(id, code), { limit: 1 })));
    return ids.filter((_, index) => (streams[index] ?? []).length > 0);
  };
  // The log knows the id of one whose file is away, whatever state the read models are in.
  if (municipality !== undefined && isMunicipalityId(municipality) && (await havingIt([municipality])).length > 0)
    return municipality;
  const found = await havingIt(await idsMeant(parts, municipality));
  const [only, another] = found;
  if (only === undefined) throw new Refused({ code: 'REPORT_NOT_FOUND', detail: `There is no report ${code}` });
  if (another !== undefined) {
    const detail = `Several municipalities have a report ${code}; name one: ${found.join(', ')}`;
    throw new Refused({ code: 'UNKNOWN_MUNICIPALITY', detail });
  }
  return only;
}
