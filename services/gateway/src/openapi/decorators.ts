import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiHeader, ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { PROBLEM_DOCUMENT } from './problem.dto';

type Route = MethodDecorator & ClassDecorator;

/** The problems that a call can answer, besides its success. */
export function Problems(...statuses: readonly number[]): Route {
  const content = { 'application/problem+json': { schema: { $ref: `#/components/schemas/${PROBLEM_DOCUMENT}` } } };
  return applyDecorators(
    ...statuses.map((status) => ApiResponse({ status, description: 'Problem (RFC 9457)', content })),
  );
}

/** Takes `Idempotency-Key`. */
export function CreationHeaders(): Route {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Makes a retry the same request. Its scope is municipality and caller',
      schema: { type: 'string', maxLength: 255 },
    }),
  );
}

/** A change of an existing report. */
export function ChangeHeaders(): Route {
  return applyDecorators(
    CreationHeaders(),
    CodeParameter(),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag that the change builds on',
      schema: { type: 'string' },
    }),
  );
}

export function CodeParameter(): Route {
  return applyDecorators(
    ApiParam({ name: 'code', description: 'The code of a report', schema: { type: 'string', example: '7K3M9QX2ZDE' } }),
  );
}

/** Only for staff. */
export function Signed(): Route {
  return applyDecorators(ApiBearerAuth('bearer'), ApiCookieAuth('cookie'));
}

/** For whoever holds the report's token. */
export function Tracked(): Route {
  return applyDecorators(ApiSecurity('reportToken'), Signed());
}
