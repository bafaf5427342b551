/** One field that was refused: where (dotted path) and why, in the caller's language at the gateway, in English on the bus. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** Why a request was refused, in words that a program can compare. Also answered when a message on the bus fails validation. */
export interface Refusal {
  readonly code: RefusalCode;
  /** English, for developers. Never personal data. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
}

/**
 * Every code a caller can meet. Which HTTP status each becomes is decided in one table at the gateway.
 * Codes are stable: clients compare them.
 */
export const REFUSAL_CODES = [
  // the request itself
  'MALFORMED_REQUEST',
  'INVALID_REQUEST',
  'MESSAGE_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_REUSED',
  'STALE_REVISION',
  'TOO_MANY_REQUESTS',
  // who and where
  'NOT_AUTHENTICATED',
  'WRONG_CREDENTIALS',
  'SECOND_FACTOR_REQUIRED',
  'SECOND_FACTOR_WRONG',
  'SECOND_FACTOR_ENROLMENT_REQUIRED',
  'SECOND_FACTOR_ALREADY_ENROLLED',
  'SECOND_FACTOR_NOT_BEGUN',
  'SIGN_IN_FAILED',
  'SIGN_IN_NOT_ADMITTED',
  'SIGN_IN_PROVIDER_UNAVAILABLE',
  'LINK_EXPIRED',
  'NOT_ALLOWED',
  'NOT_FOUND',
  'LAST_ADMINISTRATOR',
  'UNKNOWN_MUNICIPALITY',
  'REPORT_NOT_FOUND',
  // what the municipality's file says
  'UNKNOWN_CATEGORY',
  'UNKNOWN_DEPARTMENT',
  'OUTSIDE_MUNICIPALITY',
  'OUTSIDE_ALL_MUNICIPALITIES',
  'CHANNEL_NOT_OFFERED',
  // the lifecycle
  'REPORT_ALREADY_SUBMITTED',
  'REPORT_NOT_ASSIGNED',
  'REPORT_ALREADY_STARTED',
  'REPORT_NOT_WAITING',
  'REPORT_WAITING_FOR_REPORTER',
  'REPORT_ALREADY_RESOLVED',
  'REPORT_ALREADY_REJECTED',
  'REPORT_ALREADY_WITHDRAWN',
  'REPORT_ALREADY_DUPLICATE',
  'REPORT_NOT_CLOSED',
  'REPORT_NOT_RESOLVED',
  'REPORT_ALREADY_RATED',
  'REOPENING_TOO_LATE',
  'DUPLICATE_OF_ITSELF',
  'DUPLICATE_CYCLE',
  'DUPLICATE_TARGET_NOT_FOUND',
  'DEADLINE_ALREADY_ESCALATED',
  'DUE_DATE_IN_THE_PAST',
  'REPORT_TEXT_REDACTED',
  'NO_TEXT_TO_MODERATE',
  // what offices write with
  'TOO_MANY_RESPONSE_TEMPLATES',
  // routing rules
  'DRY_RUN_TOO_LARGE',
  'DRY_RUN_UNDER_WAY',
  // files
  'FILE_TOO_LARGE',
  'UNSUPPORTED_FILE_TYPE',
  'UNREADABLE_FILE',
  'ATTACHMENT_NOT_FOUND',
  'ATTACHMENT_ALREADY_USED',
  'TOO_MANY_ATTACHMENTS',
  'REPORT_FILES_ERASED',
  // the log and its readers
  'LOG_DIVERGED',
  // parts that are down
  'SERVICE_UNAVAILABLE',
  'INTERNAL_ERROR',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];
