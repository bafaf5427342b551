import type { Role, PeerName } from '@sportello/contracts';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { BusContext } from './bus-context';
import { Refused } from './bus-errors';
import { mayAsk } from './subject-rights';

export const WHO_MAY_ASK = 'sportello:who-may-ask';

/** Who may ask, beyond the rights to the subject; what is absent does not matter, what is given must all hold. */
export interface WhoMayAsk {
  /** Services whose signature the message bears: they ask for themselves, or the gateway for its caller. */
  readonly from?: readonly PeerName[];
  /** The actor is staff with one of these roles. */
  readonly roles?: readonly Role[];
}

/** Lets in only verified messages of those whom `@Answers` names. */
export class ActorGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const context: unknown = execution.switchToRpc().getContext();
    if (!(context instanceof BusContext)) throw new Refused({ code: 'NOT_AUTHENTICATED' });
    const { from, roles } = (Reflect.getMetadata(WHO_MAY_ASK, execution.getHandler()) ?? {}) as WhoMayAsk;
    if (!mayAsk(context.service, context.subject) || (from && !from.includes(context.service))) {
      throw new Refused({ code: 'NOT_ALLOWED', detail: `${context.subject} is not for ${context.service}` });
    }
    if (roles && !(context.actor.kind === 'staff' && context.actor.roles.some((role) => roles.includes(role)))) {
      throw new Refused({ code: 'NOT_ALLOWED', detail: `${context.subject} is for staff: ${roles.join(', ')}` });
    }
    return true;
  }
}
