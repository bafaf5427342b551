import { types } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import { codeOf, mayQuote } from '@sportello/messaging';
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './settings';

/** Fields that may hold a secret or personal data, wherever a log line carries them at the first two levels. */
const CENSORED = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-report-token"]',
  'password',
  'token',
  'accessToken',
  'trackingToken',
  'reportToken',
  'reporter',
  'email',
  'phone',
  'to',
  'body',
  'parameters',
];

/** Anything that looks like a mail address or the credentials of a URL. */
const ADDRESS = /[^\s"'<>(),;:=]+@[^\s"'<>(),;]+/g;

export interface LoggingOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Fields that every line of this moment carries, such as the correlation id. */
  readonly mixin?: () => object;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** JSON lines on standard output, one per event, with secrets and personal data cut out. */
export function createLogger({ service, level, mixin, destination }: LoggingOptions): Logger {
  const options = {
    level,
    base: { service },
    redact: { paths: CENSORED.flatMap(wherever), censor: '[cut]' },
    // Errors are logged under `err`; `error` is covered too, so that a slip leaks no row.
    serializers: { err: describeError, error: describeError, req: describeRequest, res: stdSerializers.res },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    ...(mixin ? { mixin } : {}),
  };
  return destination ? pino(options, destination) : pino(options);
}

function wherever(field: string): string[] {
  return field.startsWith('[') ? [field, `*${field}`, `*.*${field}`] : [field, `*.${field}`, `*.*.${field}`];
}

export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/**
 * What may be logged of an error: name, message, code and stack. Drivers hang queries, parameters and rows on theirs, and some
 * messages quote the values that were refused: none of that.
 */
export function describeError(error: unknown): DescribedError | undefined {
  return describe(error, 0);
}

function describe(error: unknown, depth: number): DescribedError | undefined {
  if (!types.isNativeError(error))
    return error === undefined ? undefined : { type: typeof error, message: '[not an Error]' };
  const code = codeOf(error);
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  const cause = error.cause === undefined || depth >= 3 ? undefined : describe(error.cause, depth + 1);
  return {
    type: error.name,
    message: mayQuote(error) ? '[cut]' : error.message.replace(ADDRESS, '[address]'),
    ...(code === undefined ? {} : { code }),
    ...(frames === undefined ? {} : { stack: frames.join('\n').replace(ADDRESS, '[address]') }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function describeRequest(request: unknown): object {
  if (typeof request !== 'object' || request === null) return {};
  const id = 'id' in request ? { id: request.id } : {};
  const method = 'method' in request ? { method: request.method } : {};
  const path = 'url' in request && typeof request.url === 'string' ? { path: pathOf(request.url) } : {};
  return { ...id, ...method, ...path };
}

/** Without what follows the `?`, and without the token of who follows a report: whoever reads the log must not be able to use it. */
function pathOf(url: string): string {
  return (url.split('?', 1)[0] ?? '').replace(/(\/follows\/)[^/]+/, '$1[token]');
}

/** Nest's own messages through our logger; its chatter about modules and routes at `debug`. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'fatal' | 'error' | 'warn' | 'debug' | 'trace') =>
    (message: unknown, ...details: unknown[]): void => {
      const context = details.findLast((detail) => typeof detail === 'string');
      const fields = {
        ...(context === undefined ? {} : { context }),
        ...(message instanceof Error ? { err: message } : {}),
      };
      logger[level](fields, message instanceof Error ? message.name : String(message));
    };
  return {
    log: write('debug'),
    error: write('error'),
    warn: write('warn'),
    debug: write('debug'),
    verbose: write('trace'),
    fatal: write('fatal'),
  };
}
