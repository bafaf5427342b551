import type { FieldError, Language, Refusal } from '@sportello/contracts';
import { catalogueOf } from '../language/catalogues';
import { PROBLEM_STATUS, type ProblemCode } from './problem-table';

/** Longer lists of refused fields help nobody, and would let a caller make us write megabytes. */
const MAX_ERRORS = 50;
/** An installation may serve hundreds of Comuni. */
const MAX_NAMES = 20;

/** Seconds after which a caller may try again when a part is down. */
const RETRY_AFTER_UNAVAILABLE = '2';

export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  /** Proper names that the detail ends with, such as the Comuni served. */
  readonly names?: readonly string[];
  /** Further headers of the answer, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What went wrong underneath; logged, never shown. */
  readonly cause?: unknown;
}

/** A refusal on its way to the caller as a problem document (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly errors: readonly FieldError[];
  readonly names: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    options: ProblemOptions = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.errors = (options.errors ?? []).slice(0, MAX_ERRORS);
    this.names = options.names ?? [];
    this.headers = { ...defaultHeaders(code), ...options.headers };
  }

  static of(refusal: Refusal): Problem {
    return new Problem(refusal.code, refusal.errors === undefined ? {} : { errors: refusal.errors });
  }

  /** One field, or header, that was refused. */
  static field(field: string, message: string): Problem {
    return new Problem('INVALID_REQUEST', { errors: [{ field, message }] });
  }

  get status(): number {
    return PROBLEM_STATUS[this.code];
  }
}

function defaultHeaders(code: ProblemCode): Readonly<Record<string, string>> {
  switch (PROBLEM_STATUS[code]) {
    case 401:
      return { 'www-authenticate': 'Bearer' };
    case 429:
      return { 'retry-after': '60' };
    case 503:
      return { 'retry-after': RETRY_AFTER_UNAVAILABLE };
    default:
      return {};
  }
}

function listOf(names: readonly string[]): string {
  if (names.length === 0) return '';
  return ` (${names.slice(0, MAX_NAMES).join(', ')}${names.length > MAX_NAMES ? ', ...' : ''})`;
}

/** The members of a problem document, in the order of RFC 9457. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly errors?: readonly FieldError[];
  readonly traceId: string;
}

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** `type` opens a page that explains the code to people. */
export function problemDocument(
  problem: Problem,
  about: { readonly publicUrl: string; readonly language: Language; readonly traceId: string },
): ProblemDocument {
  const { title, detail } = catalogueOf(about.language).problems[problem.code];
  return {
    type: `${about.publicUrl}/problems/${problem.code}`,
    title,
    status: problem.status,
    detail: `${detail}${listOf(problem.names)}`,
    code: problem.code,
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
    traceId: about.traceId,
  };
}
