import type { Coordinates } from '../../domain/report';
import { boxAround } from '../../domain/similarity';
import { Conditions } from '../conditions';
import { LISTED, OPEN } from '../rows.sql';

/** More open reports than this around one place are not looked through: the latest are. */
const MAX_NEAR = 200;

/** Which reports near a place are looked at. */
export interface NearAsked {
  readonly municipalityId: string;
  readonly location: Coordinates;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Not itself. */
  readonly except?: string | undefined;
  /** What the asker sees besides what everybody sees: everything, what is for these departments, or nothing more. */
  readonly sees: 'all' | 'listed' | readonly string[];
}

/** Open reports near a place, the latest first. */
export function nearSql(view: string, { municipalityId, location, since, except, sees }: NearAsked) {
  const { south, north, west, east } = boxAround(location);
  const conditions = new Conditions()
    .add('municipality_id = ?', municipalityId)
    .always('lat is not null')
    .always(OPEN)
    .add('lat >= ?', south)
    .add('lat <= ?', north)
    .add('lon >= ?', west)
    .add('lon <= ?', east)
    .add('submitted_at >= ?', since)
    .add('code <> ?', except);
  if (sees === 'listed') conditions.always(LISTED);
  else if (sees !== 'all') conditions.add(`(${LISTED} or coalesce(department, proposed_department) = any(?))`, sees);
  return {
    text: `select code, revision, kind, category, status, department, lat, lon, relocated, submitted_at as "submittedAt",
             sealed_text as "sealedText", sealed_address as "sealedAddress", search_tokens as "searchTokens"
           from ${view} where ${conditions.where} order by submitted_at desc limit ${MAX_NEAR}`,
    parameters: conditions.parameters,
  } as const;
}
