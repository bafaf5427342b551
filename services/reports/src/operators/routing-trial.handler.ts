import { OPERATOR_SUBJECTS, TryRoutingMessage, type OperationStarted } from '@sportello/contracts';
import { Answers, BusController, Message, Refused } from '@sportello/messaging';
import { MunicipalityFileError, namedMunicipality, withDraftRouting, type Municipality } from '@sportello/service-kit';
import { Parts } from '../parts';
import { routingTrial } from './routing-trial';

/** A dry run of routing rules on the reports that there were. */
@BusController()
export class RoutingTrialHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.tryRouting, { from: ['ops'] })
  async start(@Message() { municipality, draft, from, to }: TryRoutingMessage): Promise<OperationStarted> {
    const drafted = draftOf(namedMunicipality(this.parts.municipalities, municipality), draft);
    const work = routingTrial(this.parts, drafted, { from, to });
    return Promise.resolve({ id: this.parts.operations.start({ kind: 'try-routing', about: drafted.id, work }) });
  }
}

/** @throws Refused */
function draftOf(municipality: Municipality, draft: object): Municipality {
  try {
    return withDraftRouting(municipality, draft);
  } catch (error) {
    if (!(error instanceof MunicipalityFileError)) throw error;
    throw new Refused({ code: 'INVALID_REQUEST', detail: error.message });
  }
}
