import {
  type Actor,
  commandOn,
  CorrectReport,
  type RefusalCode,
  type ReportCommandMessage,
  SUBJECTS,
} from '@sportello/contracts';
import { isRejection, reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import type { ReportCommandOf } from '../../domain/report';
import { Parts } from '../../parts';
import { CommandRunner, type CommandAnswer, type FoundReport } from '../command-runner';
import { rulingAnew } from '../deadlines';
import { coordinatesOf, refusalOfPlace } from '../place';
import { RoutingAnew, type Corrected, type Routed } from './routing-anew';

type Correction = ReportCommandOf<'CorrectReport'>['data'];

/**
 * Kind, category or place was wrong. For a new kind or category department, deadline and who may see it are decided again, by the rules
 * of today; a new place replaces the old one, coordinates and address. While nobody is in charge, routing rules are asked again after either.
 */
@BusController()
export class CorrectReportHandler {
  private readonly routing: RoutingAnew;

  constructor(
    private readonly commands: CommandRunner,
    { texts }: Parts,
  ) {
    this.routing = new RoutingAnew(texts);
  }

  @Answers(SUBJECTS.correctReport)
  correct(
    @Message(commandOn(CorrectReport)) message: ReportCommandMessage<CorrectReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const address = message.body.location?.address;
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'CorrectReport',
        text: address === undefined ? undefined : { address },
        state: async (found) => {
          const classification = classificationOf(message.body, found);
          if (isRejection(classification)) return classification;
          const place = placeOf(message.body, found);
          if (isRejection(place)) return place;
          const correction = { ...classification, ...place };
          const routed = await this.routing.of(found, corrected(correction, found));
          return { type: 'CorrectReport', data: withRouting(correction, routed) };
        },
      },
    );
  }
}

function classificationOf(
  { type, category: slug }: CorrectReport,
  found: FoundReport,
): Pick<Correction, 'classification'> | Rejection<RefusalCode> {
  if (type === undefined && slug === undefined) return {};
  const { kind = found.state.kind, category = found.state.category } = { kind: type, category: slug };
  const ruled = rulingAnew(found, { kind, category });
  return ruled ? { classification: { kind, category, ...ruled } } : reject('UNKNOWN_CATEGORY');
}

function placeOf(
  { location: given }: CorrectReport,
  { municipality, sealed }: FoundReport,
): Pick<Correction, 'place'> | Rejection<RefusalCode> {
  if (given === undefined) return {};
  const location = coordinatesOf(given);
  return refusalOfPlace(municipality, location) ?? { place: { ...sealed, ...(location ? { location } : {}) } };
}

function corrected({ classification, place }: Correction, { state, routable }: FoundReport): Corrected {
  const { kind, category } = classification ?? state;
  return { kind, category, location: place ? place.location : routable?.location };
}

function withRouting({ classification, place }: Correction, routed: Routed): Correction {
  return {
    ...(classification && { classification: { ...classification, ...routed } }),
    ...(place && { place: { ...place, ...routed } }),
  };
}
