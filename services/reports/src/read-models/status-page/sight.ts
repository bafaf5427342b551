import type { Actor } from '@sportello/contracts';
import type { Keyring } from '@sportello/postgres';
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
