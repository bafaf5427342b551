import type { OneReport } from '@sportello/contracts';
import { viewOf } from '@sportello/event-sourcing';
import { Refused } from '@sportello/messaging';
import { namedMunicipality } from '@sportello/service-kit';
import type { Parts } from '../parts';
import { statusPage } from '../read-models/status-page/status-page.projection';
import { reportStream } from '../report-log';

type Known = Pick<Parts, 'municipalities' | 'database'>;

/** Ids of the municipality that an operator named, or of all that have reports or are served: also of those whose file is away. @throws Refused */
export async function idsMeant(parts: Known, name: string | undefined): Promise<readonly string[]> {
  const { municipalities } = parts;
  const served = name === undefined ? undefined : (municipalities.byId(name) ?? municipalities.bySlug(name));
  if (served) return [served.id];
  const known = new Set([...municipalities.all().map(({ id }) => id), ...(await idsInRows(parts))]);
  if (name === undefined) return [...known];
  return known.has(name) ? [name] : [namedMunicipality(municipalities, name).id];
}

/** The municipality of a report that an operator names by its code, by its id. @throws Refused when there is none, or more than one */
export async function idOfReport(
  parts: Known & Pick<Parts, 'store'>,
  { code, municipality }: OneReport,
): Promise<string> {
  const ids = await idsMeant(parts, municipality);
  const streams = await Promise.all(ids.map((id) => parts.store.readStream(reportStream(id, code), { limit: 1 })));
  const found = ids.filter((_, index) => (streams[index] ?? []).length > 0);
  const [only, another] = found;
  if (only === undefined) throw new Refused({ code: 'REPORT_NOT_FOUND', detail: `There is no report ${code}` });
  if (another !== undefined) {
    const detail = `Several municipalities have a report ${code}; name one: ${found.join(', ')}`;
    throw new Refused({ code: 'UNKNOWN_MUNICIPALITY', detail });
  }
  return only;
}

/** One step of the primary key for each municipality, however many reports there are. */
async function idsInRows({ database }: Known): Promise<readonly string[]> {
  const view = `${database.schema}.${viewOf(statusPage)}`;
  const { rows } = await database.worker.query<{ id: string | null }>(
    `with recursive found (id) as (
       select min(municipality_id) from ${view}
       union all select (select min(municipality_id) from ${view} where municipality_id > found.id) from found where found.id is not null
     ) select id from found where id is not null`,
  );
  return rows.flatMap(({ id }) => id ?? []);
}
