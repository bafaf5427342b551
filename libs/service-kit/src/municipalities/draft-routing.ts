import Ajv from 'ajv';
import { Effort } from './effort';
import type { Area, Municipality, RoutingRule } from './municipality';
import { MAX_COMPARISONS, MunicipalityFileError, problemsOfAreas } from './municipality-file';
import { routingSchema } from './municipality.schema';
import { problemsOfRules } from './rules-check';

const ajv = new Ajv({ allErrors: true });
const isDraft = ajv.compile<{ readonly areas: readonly Area[]; readonly routing: readonly RoutingRule[] }>(
  routingSchema,
);

/**
 * A municipality as it would be under other areas and routing rules, which its file does not have.
 * @param maxComparisons of sides in the outlines of the areas: what needs more is refused. Absent: as many as for a file
 * @throws MunicipalityFileError with everything that is wrong in them
 */
export function withDraftRouting(
  municipality: Municipality,
  draft: unknown,
  maxComparisons = MAX_COMPARISONS,
): Municipality {
  const wrong = (reasons: readonly string[]): MunicipalityFileError =>
    new MunicipalityFileError(reasons.map((reason) => ({ file: 'the draft', line: 0, reason })));
  if (!isDraft(draft)) throw wrong([ajv.errorsText(isDraft.errors, { dataVar: 'draft' })]);
  const drafted = { ...municipality, ...draft };
  const ofAreas = problemsOfAreas(draft.areas, new Effort(maxComparisons));
  const problems = [
    ...problemsOfRules(drafted).map(({ reason }) => reason),
    ...ofAreas.map(({ path, reason }) => `at ${path.join('/')}: ${reason}`),
  ];
  if (problems.length > 0) throw wrong(problems);
  return drafted;
}
