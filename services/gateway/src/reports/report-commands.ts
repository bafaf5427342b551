import type { CommandReply, ReportCommandMessage } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClassConstructor } from 'class-transformer';
import type { Caller } from '../caller/caller';
import { readBody } from '../caller/read-body';
import { type Services } from '../caller/services';
import { type CommandIdentity, idempotencyKey, principalOf } from './command-identity';
import { codeIn } from './code-parameter';
import type { ChangedReport } from './report-answers.dto';
import { expectedRevision, setRevision } from './revision-headers';

const MAX_REPORT_TOKEN = 100;

/** One change of one report: where it goes and what its body is. */
export interface Change<Body extends object> {
  readonly subject: string;
  readonly body: ClassConstructor<Body>;
}

/** The way of every change of a report from a request to the service and back. */
export class ReportCommands {
  constructor(
    private readonly services: Services,
    private readonly identity: CommandIdentity,
  ) {}

  /** Validates, asks the reports service, and sets the new `ETag`. */
  async change<Body extends object>(
    change: Change<Body>,
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Caller,
  ): Promise<ChangedReport> {
    const body = readBody(change.body, request.body);
    const changed = await this.send(change.subject, body, request, caller, {
      key: idempotencyKey(request),
      revision: expectedRevision(request),
    });
    setRevision(reply, changed.revision);
    return changed;
  }

  async send(
    subject: string,
    body: object,
    request: FastifyRequest,
    caller: Caller,
    options: { readonly key: string; readonly revision: number | undefined },
  ): Promise<ChangedReport> {
    const { key, revision } = options;
    const token = reportToken(request);
    const message: ReportCommandMessage<object> = {
      code: codeIn(request),
      body,
      ...(revision === undefined ? {} : { expectedRevision: revision }),
      ...(token === undefined ? {} : { reportToken: token }),
    };
    // Who proves a report theirs is another principal than others behind the same address.
    const principal = caller.staff === undefined && token !== undefined ? `token:${token}` : principalOf(caller);
    const context = this.identity.context(request, caller, { principal, key });
    const { code, status, revision: current } = await this.services.ask<CommandReply>(subject, message, context);
    return { code, status, revision: current };
  }
}

/** `X-Report-Token`. One that cannot be ours proves nothing, as if it were absent. */
export function reportToken(request: FastifyRequest): string | undefined {
  const token = request.headers['x-report-token'];
  return typeof token === 'string' && token !== '' && token.length <= MAX_REPORT_TOKEN ? token : undefined;
}
