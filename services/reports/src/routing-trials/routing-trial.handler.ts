import {
  OPERATOR_SUBJECTS,
  TryRoutingMessage,
  type Actor,
  type OperationStarted,
  type RoutingTrial,
} from '@sportello/contracts';
import { Answers, BusController, From, Message, Refused } from '@sportello/messaging';
import { namedMunicipality, type Municipality, type OperationRun } from '@sportello/service-kit';
import { startOverLog } from '../operators/start-over-log';
import { Parts } from '../parts';
import type { Reading } from '../personal-data/reads/reading';
import { DraftedRouting, draftOf, looksCloser } from './routing-trial';
import { submissionsInLog, type TrialWindow } from './submissions';

/** A dry run of routing rules on the reports that there were, for operators: however many. */
@BusController()
export class RoutingTrialHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.tryRouting, { from: ['ops'] })
  async start(
    @Message() { municipality, draft, from, to }: TryRoutingMessage,
    @From() reader: Actor,
  ): Promise<OperationStarted> {
    const drafted = draftOf(namedMunicipality(this.parts.municipalities, municipality), draft);
    if ('wrong' in drafted) throw new Refused({ code: 'INVALID_REQUEST', detail: drafted.wrong.message });
    const work = this.trial(drafted, { from, to }, reader);
    return startOverLog(this.parts, { kind: 'try-routing', about: drafted.id, work });
  }

  private trial(
    drafted: Municipality,
    window: TrialWindow,
    reader: Actor,
  ): (run: OperationRun) => Promise<RoutingTrial> {
    const { store, texts, reads } = this.parts;
    const reading: Reading = { reader, route: 'routing-dry-run', what: ['texts'] };
    const recorded = looksCloser(drafted);
    return async ({ signal, progress, give }) => {
      const routing = new DraftedRouting(drafted, texts);
      let seen = 0;
      for await (const { found, events } of submissionsInLog(store, drafted.id, window, { signal })) {
        if (recorded) {
          const looked = found.map(({ data: { code } }) => ({ municipalityId: drafted.id, code }));
          await reads.write(reading, looked);
        }
        const rerouted = await routing.take(found);
        if (rerouted.length > 0) await give(rerouted);
        progress((seen += events));
      }
      return routing.result();
    };
  }
}
