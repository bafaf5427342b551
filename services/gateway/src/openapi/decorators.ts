import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCookieAuth,
  ApiHeader,
  ApiOkResponse,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
} from '@nestjs/swagger';
import { LANGUAGES } from '@sportello/contracts';
import { ChangedReport } from '../reports/report-answers.dto';
import { PROBLEM_DOCUMENT } from './problem.dto';

type Route = MethodDecorator & ClassDecorator;

/** The problems that a call can answer, besides its success. */
export function Problems(...statuses: readonly number[]): Route {
  const content = { 'application/problem+json': { schema: { $ref: `#/components/schemas/${PROBLEM_DOCUMENT}` } } };
  return applyDecorators(
    ...statuses.map((status) => ApiResponse({ status, description: 'Problem (RFC 9457)', content })),
  );
}

/** The new revision of what was made or changed. */
export const ETAG_HEADER = { ETag: { description: 'The revision of the report', schema: { type: 'string' } } } as const;

/** May be asked for again with the version that one has. */
export function HasVersion(): Route {
  return applyDecorators(
    ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } }),
    ApiResponse({ status: 304, description: 'Not modified' }),
  );
}

/** 200 of a list, with links to its other pages. */
export function Listed(type: Type): Route {
  const link = {
    description: 'RFC 8288: first, prev, next, last, as far as they are known',
    schema: { type: 'string' },
  } as const;
  return applyDecorators(ApiOkResponse({ type, headers: { Link: link } }));
}

/** 200 of a page for people. */
export function HtmlPage(): Route {
  return applyDecorators(
    ApiQuery({ name: 'lang', required: false, schema: { type: 'string', enum: [...LANGUAGES] } }),
    ApiOkResponse({ description: 'A page', content: { 'text/html': { schema: { type: 'string' } } } }),
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

/**
 * A change of an existing report: what it takes, and its 200 with the new revision. On each method: what Nest answers by default for a
 * method goes before what its class says.
 */
export function ChangeHeaders(): Route {
  return applyDecorators(
    CreationHeaders(),
    CodeParameter(),
    ApiOkResponse({ type: ChangedReport, headers: ETAG_HEADER }),
    ConditionalHeader(),
  );
}

/** Takes `If-Match`. */
export function ConditionalHeader(): Route {
  return applyDecorators(
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
