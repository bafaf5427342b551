import { Reflector } from '@nestjs/core';

/**
 * What decorators wrote on handlers and classes, looked up once: it cannot change after they were declared, and the guards of
 * one request ask a dozen times.
 */
export class RememberingReflector extends Reflector {
  private readonly known = new WeakMap<object, WeakMap<object, Map<unknown, unknown>>>();

  override getAllAndOverride<Result>(...[key, targets]: Parameters<Reflector['getAllAndOverride']>): Result {
    const [handler, type] = targets;
    if (handler === undefined || type === undefined || targets.length > 2)
      return super.getAllAndOverride<Result>(key, targets);
    const ofType = this.known.get(type) ?? new WeakMap<object, Map<unknown, unknown>>();
    const ofHandler = ofType.get(handler) ?? new Map<unknown, unknown>();
    if (!ofHandler.has(key)) {
      ofHandler.set(key, super.getAllAndOverride(key, targets));
      this.known.set(type, ofType.set(handler, ofHandler));
    }
    return ofHandler.get(key) as Result;
  }
}
