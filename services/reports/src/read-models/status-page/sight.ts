import type { Actor, PersonalDataRoute } from '@sportello/contracts';
import type { Keyring } from '@sportello/postgres';
import { UNRECORDED, type Reading } from '../../personal-data/reads/reading';
import { isOpenToAll, relationTo } from '../../rights/relations';
import { seesAll } from '../../rights/report-policy';
import type { Sight } from './page-view';
import type { ReportPageRow } from './report-page.fold';

/** How much of a report's page someone sees today. */
export async function sightOf(
  keyring: Keyring,
  today: ReportPageRow,
  actor: Actor,
  token: string | undefined,
): Promise<Sight> {
  const isReporter = token !== undefined && (await keyring.tokenMatches(today.municipalityId, today.code, token));
  const relation = relationTo(today, actor, isReporter);
  if (seesAll(relation)) return 'staff';
  if (relation === 'reporter') return 'reporter';
  return isOpenToAll(today) ? 'public' : 'progress';
}

/** What stands in the record when somebody sees a page: nothing when they see no more of it than everybody does. */
export function readingOf(sight: Sight, reader: Actor, route: PersonalDataRoute): Reading | typeof UNRECORDED {
  return sight === 'public' || sight === 'progress' ? UNRECORDED : { reader, route, what: ['texts', 'notes'] };
}
