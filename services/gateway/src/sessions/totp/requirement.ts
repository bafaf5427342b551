import { SetMetadata } from '@nestjs/common';
import type { Role } from '@sportello/contracts';
import type { Municipality } from '@sportello/service-kit';

export const WITHOUT_SECOND_FACTOR = Symbol('also without the second factor');

/** Also for who must have a second factor and has none yet: what it takes to get one, and to leave. */
export const WithoutSecondFactor = (): MethodDecorator & ClassDecorator => SetMetadata(WITHOUT_SECOND_FACTOR, true);

/** Whether the Comune asks for a second factor of someone with these roles. */
export function asksSecondFactor({ security }: Pick<Municipality, 'security'>, roles: readonly Role[]): boolean {
  return security?.secondFactor?.some((role) => roles.includes(role)) ?? false;
}
