import { readMoment, type Actor, type ReportCommandMessage } from '@sportello/contracts';
import type { ActorRef, CommandMetadata } from '@sportello/event-sourcing';
import { Refused, type RequestMetadata } from '@sportello/messaging';
import { isBefore } from '../domain/report';
import { latestDeadline } from '../domain/sla-calendar';
import type { Relation } from '../rights/relations';

/** A command message as it came off the bus: validated, its sender verified. */
export interface ReportRequest<Body extends object = object> {
  readonly message: ReportCommandMessage<Body>;
  readonly actor: Actor;
  readonly metadata: RequestMetadata;
}

/** Who did it, for the log: accounts and services by their id, the public by nothing. */
export function actorRef(actor: Actor, relation: Relation | 'submitter'): ActorRef {
  switch (actor.kind) {
    case 'anonymous':
      return { kind: relation === 'reporter' ? 'reporter' : 'anonymous' };
    case 'staff':
      return { kind: relation === 'reporter' ? 'reporter' : 'staff', id: actor.id };
    case 'service':
      return { kind: 'service', id: actor.id };
    default:
      return actor satisfies never;
  }
}

/** The one place where a message's origin becomes a command's metadata. */
export function commandMetadata(
  { correlationId, causationId, traceparent, bodyHmac }: RequestMetadata,
  origin: Pick<CommandMetadata, 'commandId' | 'municipalityId' | 'actor' | 'now'>,
): CommandMetadata {
  return {
    ...origin,
    correlationId,
    causationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(bodyHmac === undefined ? {} : { bodyHmac }),
  };
}

/** The command's own id, which makes a repetition harmless. @throws Refused when the sender gave none */
export function givenCommandId({ commandId }: RequestMetadata): string {
  if (commandId === undefined)
    throw new Refused({ code: 'IDEMPOTENCY_KEY_MISSING', detail: 'metadata.commandId is missing' });
  return commandId;
}

/** What people wrote, as it is sealed; nothing when they wrote nothing. */
export function written(text: string | undefined): { readonly text: string } | undefined {
  return text === undefined ? undefined : { text };
}

/** The deadline that a caller wrote. @returns ISO 8601, UTC @throws Refused for one that lies further ahead than any may */
export function deadline(field: string, written: string, now: string): string {
  const dueBy = readMoment(written);
  if (!isBefore(latestDeadline(now), dueBy)) return dueBy;
  const message = `${field} must lie within the next ten years`;
  throw new Refused({ code: 'INVALID_REQUEST', errors: [{ field, message }] });
}
