import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ByContact, EraseByContact, SUBJECTS, type CommandReply, type ReportsOfContact } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AttachmentViews } from '../attachments/attachment-views';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readBody } from '../caller/read-body';
import { Services } from '../caller/services';
import { Limited, RateLimitGuard } from '../limits/rate-limit.guard';
import { CodeParameter, Problems, Signed, Tracked } from '../openapi/decorators';
import { codeIn } from '../reports/code-parameter';
import { CommandIdentity, idempotencyKey, principalOf } from '../reports/command-identity';
import { reportToken } from '../reports/report-commands';
import { AddressBook, type AddressRecords } from './address-book';
import { PersonExport, type ExportOrder } from './person-export';
import { ErasedByContact } from './privacy.dto';

/** Erasures on their way at once. */
const IN_FLIGHT = 16;

/** What people may ask of the Comune about themselves (GDPR, art. 15 and 17). */
@ApiTags('Privacy')
@Controller('api/v1')
@UseGuards(RateLimitGuard, CallerGuard)
export class PrivacyController {
  private readonly exports: PersonExport;
  private readonly addresses: AddressBook;

  constructor(
    private readonly services: Services,
    private readonly identity: CommandIdentity,
    attachments: AttachmentViews,
  ) {
    this.exports = new PersonExport(services, attachments);
    this.addresses = new AddressBook(services);
  }

  @Get('reports/:code/personal-data')
  @Limited('searches')
  @CodeParameter()
  @Tracked()
  @ApiOperation({
    operationId: 'exportReport',
    summary: 'Everything that a report holds on who made it (GDPR, art. 15)',
    description:
      'For who holds its token, without notes that the office wrote to itself; for the front office, with them.',
  })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } } } })
  @Problems(400, 401, 403, 404, 429, 503)
  async one(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    const token = reportToken(request);
    const order = { codes: [codeIn(request)], more: false, ...(token === undefined ? {} : { reportToken: token }) };
    await this.send(order, reply, caller);
  }

  @Post('personal-data-exports')
  @HttpCode(200)
  @Limited('searches')
  @Signed()
  @StaffOnly('reportsOfContact')
  @ApiOperation({
    operationId: 'exportPerson',
    summary: 'Everything that is held on somebody, by an e-mail address or a telephone number (GDPR, art. 15)',
  })
  @ApiBody({ type: ByContact })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } } } })
  @Problems(400, 401, 403, 404, 413, 415, 429, 503)
  async person(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    const contact = readBody(ByContact, request.body);
    const { reports, more } = await this.reportsOf(contact, caller);
    const records = await this.addresses.read(contact.email, caller);
    await this.send({ codes: reports.map(({ code }) => code), more, records }, reply, caller);
  }

  @Post('erasures')
  @HttpCode(200)
  @Signed()
  @StaffOnly('reportsOfContact')
  @ApiOperation({
    operationId: 'erasePerson',
    summary: 'Forget somebody, by an e-mail address or a telephone number (GDPR, art. 17)',
    description:
      'Says which reports it would be, and whether they follow others or read the newsletter; with `dryRun: false` it is done, and cannot be undone.',
  })
  @ApiBody({ type: EraseByContact })
  @ApiOkResponse({ type: ErasedByContact })
  @Problems(400, 401, 403, 404, 413, 415, 429, 503)
  async erase(@Req() request: FastifyRequest, @From() caller: Caller): Promise<ErasedByContact> {
    const { dryRun = true, ...contact } = readBody(EraseByContact, request.body);
    const { reports, more } = await this.reportsOf(contact, caller);
    const records = await this.addresses.read(contact.email, caller);
    const found = { more, reports, follows: records.follows.length, newsletter: readsNewsletter(records) };
    if (dryRun) return { dryRun, erased: 0, ...found };
    const key = idempotencyKey(request);
    for (let from = 0; from < reports.length; from += IN_FLIGHT)
      await Promise.all(
        reports.slice(from, from + IN_FLIGHT).map(({ code }) => {
          const identity = { principal: principalOf(caller), key: `${key}/${code}` };
          const context = this.identity.context(request, caller, identity);
          return this.services.ask<CommandReply>(SUBJECTS.eraseReporter, { code, body: {} }, context);
        }),
      );
    await this.addresses.forget(contact.email, caller);
    return { dryRun, erased: reports.length, ...found };
  }

  /** Asked before anything else is: it writes down who looks for somebody. */
  private reportsOf(contact: ByContact, caller: Caller): Promise<ReportsOfContact> {
    return this.services.ask(SUBJECTS.reportsOfContact, contact, queryContext(caller));
  }

  private async send(order: ExportOrder, reply: FastifyReply, caller: Caller): Promise<void> {
    const written = await this.exports.begin(order, caller, new Date().toISOString());
    reply
      .headers({
        'cache-control': 'private, no-store',
        'content-disposition': 'attachment; filename="personal-data.json"',
      })
      .type('application/json; charset=utf-8')
      .send(Readable.from(written));
  }
}

function readsNewsletter({ newsletter }: AddressRecords): boolean {
  return newsletter.some(({ state }) => state !== 'erased');
}
