import Ajv from 'ajv';
import type { Area, Municipality, RoutingRule } from './municipality';
import { MunicipalityFileError, problemsOfAreas } from './municipality-file';
import { routingSchema } from './municipality.schema';
import { problemsOfRules } from './rules-check';

const ajv = new Ajv({ allErrors: true });
const isDraft = ajv.compile<{ readonly areas: readonly Area[]; readonly routing: readonly RoutingRule[] }>(
  routingSchema,
);

/**
 * A municipality as it would be under other areas and routing rules, which its file does not have.
 * @throws MunicipalityFileError with everything that is wrong in them
 */
export function withDraftRouting(municipality: Municipality, draft: unknown): Municipality {
  const wrong = (reasons: readonly string[]): MunicipalityFileError =>
    new MunicipalityFileError(reasons.map((reason) => ({ file: 'the draft', line: 0, reason })));
  if (!isDraft(draft)) throw wrong([ajv.errorsText(isDraft.errors, { dataVar: 'draft' })]);
  const drafted = { ...municipality, ...draft };
  const problems = [...problemsOfRules(drafted), ...problemsOfAreas(draft.areas)];
  if (problems.length > 0) throw wrong(problems.map(({ reason }) => reason));
  return drafted;
}
