import { Controller, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  AskForMyReports,
  MY_REPORTS_TOKEN,
  MyReportsPaging,
  SUBJECTS,
  type AskForMyReportsMessage,
  type MyReport,
  type MyReportsPage,
} from '@sportello/contracts';
import { publicAddress } from '@sportello/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { BearerOfItsOwn, CallerGuard } from '../caller/caller.guard';
import { readBody, readQuery } from '../caller/read-body';
import { Services } from '../caller/services';
import { GatewaySettings } from '../gateway-settings';
import { catalogueOf } from '../language/catalogues';
import { Limited, RateLimitGuard } from '../limits/rate-limit.guard';
import { MY_REPORTS_LINK } from '../openapi/document';
import { CreationHeaders, Listed, Problems } from '../openapi/decorators';
import { Problem } from '../problems/problem';
import { CommandIdentity, idempotencyKey } from '../reports/command-identity';
import { categoryLabel, departmentName } from '../reports/labelled';
import { queueLinks } from '../reports/links';
import { readCredentials } from '../sessions/credentials';
import { AskedForMyReports, MyReportList, type MyReportEntry } from './my-reports.dto';

/** Whoever lost their codes finds their reports again, by a link that goes to the address that stands on them. */
@ApiTags('Citizens')
@Controller('api/v1/my-reports')
@UseGuards(RateLimitGuard, CallerGuard)
export class MyReportsController {
  constructor(
    private readonly services: Services,
    private readonly identity: CommandIdentity,
    private readonly settings: GatewaySettings,
  ) {}

  @Post()
  @HttpCode(202)
  @Limited('submissions')
  @ApiOperation({
    operationId: 'askForMyReports',
    summary: 'Have a link to all reports with an address sent there',
    description:
      'The answer, and the time it takes, are the same whether there is any report or not. Three mails an hour go to an address; the link in them is valid for half an hour.',
  })
  @CreationHeaders()
  @ApiBody({ type: AskForMyReports })
  @ApiAcceptedResponse({ type: AskedForMyReports })
  @Problems(400, 401, 404, 413, 415, 429, 503)
  async ask(@Req() request: FastifyRequest, @From() caller: Caller): Promise<AskedForMyReports> {
    const body = readBody(AskForMyReports, request.body);
    const { id } = this.identity.madeOnce(caller, 'my-reports', { key: idempotencyKey(request), body });
    const message: AskForMyReportsMessage = { id, language: caller.language, body };
    await this.services.ask(SUBJECTS.askForMyReports, message, queryContext(caller));
    return { state: 'asked' };
  }

  @Get()
  @BearerOfItsOwn()
  @ApiBearerAuth(MY_REPORTS_LINK)
  @ApiOperation({
    operationId: 'listMyReports',
    summary: 'The reports with an address, for whoever reads its mail, the latest first',
    description: 'The token is what stands after the # in the link of the mail. 401 `LINK_EXPIRED`: ask for another.',
  })
  @ApiQuery({ type: MyReportsPaging })
  @Listed(MyReportList)
  @Problems(400, 401, 404, 429, 503)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<MyReportList> {
    const paging = readQuery(MyReportsPaging, request.query);
    const found = await this.found(tokenOf(request), paging, caller);
    const { page, pageSize, total, atLeast, next } = found;
    reply.headers({ link: queueLinks(request.url, found), 'cache-control': 'private, no-store' });
    return {
      items: found.items.map((report) => this.entry(report, caller)),
      ...{ page, pageSize, total, atLeast },
      ...(next === undefined ? {} : { next }),
    };
  }

  private found(token: string, paging: MyReportsPaging, caller: Caller): Promise<MyReportsPage> {
    return this.services.ask<MyReportsPage>(SUBJECTS.myReports, Object.assign(paging, { token }), queryContext(caller));
  }

  private entry(report: MyReport, words: Caller): MyReportEntry {
    const { code, type, category, status, submittedAt, dueBy, endedAt, department, subject, trackingToken } = report;
    const address = publicAddress(this.settings.publicUrl, words.municipality);
    return {
      ...{ code, type, category, status, submittedAt, dueBy },
      categoryLabel: categoryLabel(category, words),
      statusLabel: catalogueOf(words.language).statuses[status],
      ...(endedAt === undefined ? {} : { endedAt }),
      ...(department === undefined ? {} : { department, departmentName: departmentName(department, words) }),
      ...(subject === undefined ? {} : { subject }),
      links: { page: `${address}/r/${code}#${encodeURIComponent(trackingToken)}` },
    };
  }
}

/** What cannot be one is answered as one that expired. @throws Problem LINK_EXPIRED */
function tokenOf(request: FastifyRequest): string {
  const credentials = readCredentials(request);
  if (credentials?.from !== 'bearer' || !MY_REPORTS_TOKEN.test(credentials.token)) throw new Problem('LINK_EXPIRED');
  return credentials.token;
}
