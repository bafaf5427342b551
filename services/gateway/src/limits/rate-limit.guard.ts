import { Injectable, SetMetadata, type ExecutionContext } from '@nestjs/common';
import {
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerModuleOptions,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { RateLimits } from '@sportello/service-kit';
import { Problem } from '../problems/problem';
import { BoundedCounters } from './bounded-counters';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MAX_CALLERS = 50_000;

const LIMITED = 'sportello:limited';

/** Besides the limit on all calls, this one counts towards a stricter limit of its own. */
export const Limited = (limit: 'submissions' | 'sign-ins' | 'uploads' | 'searches'): MethodDecorator =>
  SetMetadata(LIMITED, limit);

/** Limits per client address (per /64 network for IPv6), shared by all calls of a kind. */
export function throttling(limits: RateLimits): ThrottlerModuleOptions {
  return {
    throttlers: [
      { name: 'calls', ttl: MINUTE_MS, limit: limits.perMinute },
      { name: 'submissions', ttl: HOUR_MS, limit: limits.submissionsPerHour, skipIf: unless('submissions') },
      { name: 'uploads', ttl: HOUR_MS, limit: limits.uploadsPerHour, skipIf: unless('uploads') },
      { name: 'searches', ttl: MINUTE_MS, limit: limits.searchesPerMinute, skipIf: unless('searches') },
      { name: 'sign-ins', ttl: MINUTE_MS, limit: limits.signInsPerMinute, skipIf: unless('sign-ins') },
    ],
    storage: countersAsStorage(new BoundedCounters(MAX_CALLERS)),
    setHeaders: false,
    generateKey: (_execution, caller, name) => `${name} ${caller}`,
  };
}

function unless(limit: string): (execution: ExecutionContext) => boolean {
  return (execution) => Reflect.getMetadata(LIMITED, execution.getHandler()) !== limit;
}

/** The throttler's own storage keeps a timer for each request and forgets no caller while they come. */
function countersAsStorage(counters: BoundedCounters): ThrottlerStorage {
  return {
    increment: (key, ttl, limit) => {
      const { hits, msLeft } = counters.hit(key, ttl);
      const seconds = Math.ceil(msLeft / 1000);
      return Promise.resolve({
        totalHits: hits,
        timeToExpire: seconds,
        isBlocked: hits > limit,
        timeToBlockExpire: hits > limit ? seconds : 0,
      });
    },
  };
}

/** Answers 429 with `Retry-After` to who asks too much. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override throwThrottlingException(
    _execution: ExecutionContext,
    detail: ThrottlerLimitDetail,
  ): Promise<void> {
    return Promise.reject(
      new Problem('TOO_MANY_REQUESTS', { headers: { 'retry-after': String(detail.timeToBlockExpire) } }),
    );
  }
}
