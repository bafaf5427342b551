import {
  readMoment,
  rolesFor,
  RoutingDryRunQuery,
  SUBJECTS,
  type Actor,
  type FieldError,
  type RefusalCode,
  type RoutingDryRun,
} from '@sportello/contracts';
import { reject, viewOf, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message, Refused } from '@sportello/messaging';
import type { Municipality } from '@sportello/service-kit';
import { Parts } from '../parts';
import { municipalityOf } from '../read-models/asker';
import { reportTimes } from '../read-models/report-times/report-times.projection';
import { RoutingDryRuns } from './routing-dry-runs';
import { draftOf } from './routing-trial';
import type { TrialWindow } from './submissions';

/** Drafts are checked and asked in one go: larger ones belong to the command line. */
const MAX_DRAFT_CHARACTERS = 100_000;
/** Of sides in the areas' outlines: some ten milliseconds, in which the reports of all Comuni wait. */
const MAX_DRAFT_COMPARISONS = 400_000;
const MAX_REASON_CHARACTERS = 300;
/** Whoever has mended so many asks again; a draft can have thousands. */
const MAX_REASONS = 50;
const DAYS = 30;
const DAY_MS = 86_400_000;

/** A dry run of routing rules for the administrators of a Comune, on its own reports. */
@BusController()
export class RoutingDryRunHandler {
  private readonly dryRuns: RoutingDryRuns;

  constructor(private readonly parts: Parts) {
    const { store, texts, reads } = parts;
    this.dryRuns = new RoutingDryRuns({ store, texts, reads, codesIn: (...asked) => this.codesIn(...asked) });
  }

  @Answers(SUBJECTS.routingDryRun, { roles: rolesFor('routingDryRun') })
  async run(
    @Message() query: RoutingDryRunQuery,
    @From() actor: Actor,
  ): Promise<RoutingDryRun | Rejection<RefusalCode>> {
    const municipality = this.parts.municipalities.byId(municipalityOf(actor));
    if (!municipality) return reject('UNKNOWN_MUNICIPALITY');
    const { areas = [], routing } = query;
    const drafted = readDraft(municipality, { areas, routing });
    return this.dryRuns.run(drafted, this.windowOf(query), actor);
  }

  private async codesIn(municipalityId: string, { from, to }: TrialWindow, limit: number): Promise<readonly string[]> {
    const view = `${this.parts.database.schema}.${viewOf(reportTimes)}`;
    const { rows } = await this.parts.database.asMunicipality(municipalityId, (sql) =>
      sql.query<{ code: string }>(
        `select code from ${view} where municipality_id = $1 and submitted_at >= $2::timestamptz and submitted_at < $3::timestamptz
         order by submitted_at, code limit $4`,
        [municipalityId, from, to, limit],
      ),
    );
    return rows.map(({ code }) => code);
  }

  private windowOf({ from, to }: RoutingDryRunQuery): TrialWindow {
    const until = to === undefined ? this.parts.clock() : readMoment(to);
    const since = from === undefined ? new Date(Date.parse(until) - DAYS * DAY_MS).toISOString() : readMoment(from);
    return { from: since, to: until };
  }
}

/** @throws Refused for what no file of the Comune could say */
function readDraft(municipality: Municipality, draft: object): Municipality {
  if (JSON.stringify(draft).length > MAX_DRAFT_CHARACTERS)
    throw refused([`areas and routing must be ${MAX_DRAFT_CHARACTERS} characters together at most`]);
  const drafted = draftOf(municipality, draft, MAX_DRAFT_COMPARISONS);
  if ('wrong' in drafted) throw refused(drafted.wrong.problems.map(({ reason }) => reason));
  return drafted;
}

function refused(reasons: readonly string[]): Refused {
  return new Refused({ code: 'INVALID_REQUEST', errors: reasons.slice(0, MAX_REASONS).map(errorOf) });
}

/** Reasons repeat the draft's own words, which may be long. */
function errorOf(reason: string): FieldError {
  return { field: 'routing', message: reason.slice(0, MAX_REASON_CHARACTERS) };
}
