import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor, Language, Role } from '@sportello/contracts';
import type { RequestContext } from '@sportello/messaging';
import type { Municipality } from '@sportello/service-kit';
import type { FastifyRequest } from 'fastify';
import type { Trace } from '../http/trace';

/** A member of staff who is signed in. */
export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly departments: readonly string[];
  /** SHA-256 of the access token. */
  readonly session: Buffer;
  /** The session has shown a second factor. */
  readonly secondFactor: boolean;
}

/** Who asks, where, and how to answer. */
export interface Caller {
  readonly municipality: Municipality;
  readonly language: Language;
  /** The client's address, through trusted proxies only. */
  readonly address: string;
  readonly trace: Trace;
  readonly staff?: SignedIn;
}

const callers = new WeakMap<FastifyRequest, Caller>();

export function rememberCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** The caller, as `CallerGuard` found it. */
export const From = createParamDecorator((_: unknown, execution: ExecutionContext): Caller => {
  const caller = callers.get(execution.switchToHttp().getRequest<FastifyRequest>());
  if (caller === undefined) throw new Error('CallerGuard does not guard this route');
  return caller;
});

export function actorOf({ municipality, staff }: Caller): Actor {
  return staff === undefined
    ? { kind: 'anonymous', municipalityId: municipality.id }
    : {
        kind: 'staff',
        id: staff.id,
        municipalityId: municipality.id,
        roles: staff.roles,
        departments: staff.departments,
      };
}

/** The context of a query of this caller. */
export function queryContext(caller: Caller): RequestContext {
  return { actor: actorOf(caller), metadata: metadataOf(caller) };
}

export function metadataOf({ trace, language }: Caller): RequestContext['metadata'] {
  const { id, traceparent } = trace;
  return { correlationId: id, causationId: id, language, ...(traceparent === undefined ? {} : { traceparent }) };
}
