import {
  SUBJECTS,
  type SubmitReport,
  type Channel,
  type SubmitReply,
  type SubmitReportMessage,
} from '@sportello/contracts';
import { publicAddress } from '@sportello/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Bindings } from '../attachments/bindings';
import type { Caller } from '../caller/caller';
import { type Services } from '../caller/services';
import { type CommandIdentity, idempotencyKey, principalOf } from './command-identity';
import type { SubmittedReport } from './report-answers.dto';
import { contactOf } from './reporter-contact';
import { setRevision } from './revision-headers';

/** A new report, from a citizen or taken down by the office. */
export class Submissions {
  constructor(
    private readonly services: Services,
    private readonly identity: CommandIdentity,
    private readonly bindings: Bindings,
    private readonly publicUrl: string,
  ) {}

  /** @throws Problem REPORT_ALREADY_SUBMITTED when it is a retry of a report whose reporter has been erased since: it is not made anew */
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
    const { code, status, submittedAt, dueBy, trackingToken, digest } = submitted;
    const address = publicAddress(this.publicUrl, caller.municipality);
    const self = `${address}/api/v1/reports/${code}`;
    return {
      code,
      municipality: caller.municipality.slug,
      status,
      submittedAt,
      dueBy,
      trackingToken,
      receipt: { digest },
      links: { self, live: `${self}/live`, page: `${address}/r/${code}#${trackingToken}` },
    };
  }

  private send(body: SubmitReport, channel: Channel, request: FastifyRequest, caller: Caller): Promise<SubmitReply> {
    const principal = principalOf(caller, contactOf(body.reporter));
    const key = idempotencyKey(request);
    const code = this.identity.code(caller.municipality.id, principal, key);
    const message: SubmitReportMessage = { code, channel, body };
    const context = this.identity.context(request, caller, { principal, key });
    return this.bindings.around(caller.municipality.id, code, body.attachments ?? [], () =>
      this.services.ask<SubmitReply>(SUBJECTS.submitReport, message, context),
    );
  }
}
