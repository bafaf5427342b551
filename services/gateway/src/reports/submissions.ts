import {
  SUBJECTS,
  type SubmitReport,
  type Channel,
  type SubmitReply,
  type SubmitReportMessage,
} from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../caller/caller';
import { type Services } from '../caller/services';
import { Problem } from '../problems/problem';
import { type CommandIdentity, idempotencyKey, principalOf } from './command-identity';
import type { SubmittedReport } from './report-answers.dto';
import { contactOf } from './reporter-contact';
import { setRevision } from './revision-headers';

/** Codes have 50 bits: one that is taken is rare, twice in a row it is not chance. */
const MAX_ATTEMPTS = 3;

/** A new report, from a citizen or taken down by the office. */
export class Submissions {
  constructor(
    private readonly services: Services,
    private readonly identity: CommandIdentity,
    private readonly publicUrl: string,
  ) {}

  async submit(
    body: SubmitReport,
    channel: Channel,
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Caller,
  ): Promise<SubmittedReport> {
    const submitted = await this.send(body, channel, request, caller);
    reply.code(201).header('location', `/api/v1/reports/${submitted.code}`);
    setRevision(reply, submitted.revision);
    const { code, status, submittedAt, dueBy, trackingToken } = submitted;
    const self = `${this.publicUrl}/api/v1/reports/${code}`;
    return {
      code,
      status,
      submittedAt,
      dueBy,
      trackingToken,
      links: { self, live: `${self}/live`, page: `${this.publicUrl}/r/${code}#${trackingToken}` },
    };
  }

  /** A code that belongs to another report gives way to the next one; being derived, it is the same again on a retry. */
  private async send(
    body: SubmitReport,
    channel: Channel,
    request: FastifyRequest,
    caller: Caller,
  ): Promise<SubmitReply> {
    const principal = principalOf(caller, contactOf(body.reporter));
    const key = idempotencyKey(request);
    const context = this.identity.context(request, caller, { principal, key });
    for (let attempt = 0; ; attempt += 1) {
      const message: SubmitReportMessage = {
        code: this.identity.code(caller.municipality.id, principal, key, attempt),
        channel,
        body,
      };
      try {
        return await this.services.ask<SubmitReply>(SUBJECTS.submitReport, message, context);
      } catch (error) {
        const taken = error instanceof Problem && error.code === 'REPORT_ALREADY_SUBMITTED';
        if (!taken || attempt + 1 >= MAX_ATTEMPTS) throw error;
      }
    }
  }
}
