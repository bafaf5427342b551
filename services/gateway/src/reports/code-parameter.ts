import { isReportCode, readReportCode } from '@sportello/contracts';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';

/** The code in the address, as people type it. What cannot be a code is no report. @throws Problem REPORT_NOT_FOUND */
export function codeIn(request: FastifyRequest): string {
  const { params } = request;
  const typed = typeof params === 'object' && params !== null && 'code' in params ? params.code : undefined;
  const code = typeof typed === 'string' ? readReportCode(typed) : '';
  if (!isReportCode(code)) throw new Problem('REPORT_NOT_FOUND');
  return code;
}
