import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  PublicReportsQuery,
  ReportPageQuery,
  ReportReceiptQuery,
  SUBJECTS,
  type ListPage,
  type PublicReport,
  type ReportPage,
  type ReportReceipt,
} from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AttachmentViews } from '../attachments/attachment-views';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard } from '../caller/caller.guard';
import { readQuery } from '../caller/read-body';
import { Services } from '../caller/services';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { CodeParameter, ETAG_HEADER, Listed, Problems } from '../openapi/decorators';
import { AsOf } from './as-of.dto';
import { codeIn } from './code-parameter';
import { GEO_JSON, geoJsonOf, wantsGeoJson } from './geojson';
import { labelledList, labelledPage } from './labelled';
import { pageLinks } from './links';
import { reportToken } from './report-commands';
import { ReceiptDocument, ReportDocument, ReportList } from './report-answers.dto';
import { hasRevision, setRevision } from './revision-headers';

/** One address shows more to who may see more, in the language asked for. */
const VARIES_BY = 'Accept-Language, X-Report-Token, Authorization, Cookie, X-Municipality';

@ApiTags('Citizens')
@Controller('api/v1/reports')
@UseGuards(RateLimitGuard, CallerGuard)
export class PublicReportsController {
  constructor(
    private readonly services: Services,
    private readonly attachments: AttachmentViews,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listReports', summary: 'Public reports' })
  @ApiProduces('application/json', GEO_JSON)
  @ApiQuery({ type: PublicReportsQuery })
  @Listed(ReportList)
  @Problems(400, 401, 404, 429, 503)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<object> {
    const query = readQuery(PublicReportsQuery, request.query);
    const found = await this.services.ask<ListPage<PublicReport>>(SUBJECTS.publicReports, query, queryContext(caller));
    const list = labelledList(found, caller);
    reply.headers({
      link: pageLinks(request.url, list),
      vary: 'Accept, Accept-Language, X-Municipality',
      'cache-control': 'no-cache',
    });
    if (!wantsGeoJson(request.headers.accept)) return list;
    reply.header('content-type', `${GEO_JSON}; charset=utf-8`);
    return geoJsonOf(list);
  }

  @Get(':code')
  @ApiOperation({
    operationId: 'readReport',
    summary: 'One report, with its steps',
    description:
      'Without the token, and before the first assignment or when the report is private: no text, no place, no attachments.',
  })
  @CodeParameter()
  @ApiQuery({
    name: 'asOf',
    required: false,
    description: 'As it stood then',
    schema: { type: 'string', format: 'date-time' },
  })
  @ApiHeader({
    name: 'X-Report-Token',
    required: false,
    description: 'Proves that the report is yours',
    schema: { type: 'string' },
  })
  @ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ type: ReportDocument, headers: ETAG_HEADER })
  @ApiResponse({ status: 304, description: 'Not modified', headers: ETAG_HEADER })
  @Problems(400, 401, 404, 429, 503)
  async read(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ReportDocument | undefined> {
    const { asOf } = readQuery(AsOf, request.query);
    const token = reportToken(request);
    const query: ReportPageQuery = {
      code: codeIn(request),
      ...(token === undefined ? {} : { reportToken: token }),
      ...(asOf === undefined ? {} : { asOf }),
    };
    const page = await this.services.ask<ReportPage>(SUBJECTS.reportPage, query, queryContext(caller));
    reply.headers({ vary: VARIES_BY, 'cache-control': 'private, no-cache' });
    // What a past page shows follows today's rights: its revision does not say whether it changed.
    if (asOf === undefined) {
      setRevision(reply, page.revision);
      if (hasRevision(request, page.revision)) {
        reply.code(304);
        return undefined;
      }
    }
    return labelledPage(page, caller, await this.attachments.of(caller.municipality.id, page.code, page.attachments));
  }

  @Get(':code/receipt')
  @ApiOperation({
    operationId: 'readReceipt',
    summary: 'The proof of what was reported',
    description:
      'For who reported and for the offices. It holds the submission as it is stored, its digest and, seconds later, the way to a seal. `sportello receipt check` verifies it offline.',
  })
  @CodeParameter()
  @ApiHeader({
    name: 'X-Report-Token',
    required: false,
    description: 'Proves that the report is yours',
    schema: { type: 'string' },
  })
  @ApiOkResponse({ type: ReceiptDocument })
  @Problems(400, 401, 404, 429, 503)
  async receipt(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ReportReceipt> {
    const token = reportToken(request);
    const query: ReportReceiptQuery = { code: codeIn(request), ...(token === undefined ? {} : { reportToken: token }) };
    reply.headers({ vary: VARIES_BY, 'cache-control': 'private, no-cache' });
    return this.services.ask<ReportReceipt>(SUBJECTS.reportReceipt, query, queryContext(caller));
  }
}
