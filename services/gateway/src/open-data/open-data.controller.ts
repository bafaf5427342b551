import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  ExportFilters,
  OpenDataStatisticsQuery,
  SUBJECTS,
  type OpenDataStatistics,
  type OpenReport,
} from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard } from '../caller/caller.guard';
import { readQuery } from '../caller/read-body';
import { Services } from '../caller/services';
import { CSV } from '../exports/csv';
import { ExportPages } from '../exports/export-pages';
import { ExportStreams } from '../exports/export-streams';
import { GatewaySettings } from '../gateway-settings';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { HasVersion, Problems } from '../openapi/decorators';
import { GEO_JSON } from '../reports/geojson';
import { labelledStatistics } from '../reports/labelled-statistics';
import { catalogueDocument } from './catalogue-document';
import { isKnown, publish } from './open-headers';
import { openCsv, openGeoJson } from './open-reports';
import { OpenStatisticsDocument } from './open-statistics.dto';
import { licenceOf } from './licence';

/** Readers of open data at once, in one process. */
const MOST = 8;
/** Counting a million reports takes seconds. */
const STATISTICS_MS = 20_000;
const PATH = 'api/v1/open-data';

/** What anybody may have, whoever they are: the same for all. */
@ApiTags('Open data')
@Controller(PATH)
@UseGuards(RateLimitGuard, CallerGuard)
@Problems(400, 401, 404, 429, 503)
export class OpenDataController {
  private readonly streams = new ExportStreams(MOST);

  constructor(
    private readonly services: Services,
    private readonly settings: GatewaySettings,
  ) {}

  @Get('reports.csv')
  @ApiOperation({
    operationId: 'openReportsCsv',
    summary: 'Public reports in charge, as CSV (RFC 4180), in the order of submission',
    description:
      'No texts, no people, no codes; days instead of times, and the middle of a square of 500 m as the place.',
  })
  @ApiQuery({ type: ExportFilters })
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  @HasVersion()
  async csv(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    const pages = await this.begin(request, caller);
    if (isKnown(request, reply, publish(reply, caller, CSV, pages.version))) return;
    this.streams.send(request, reply, openCsv(pages, caller));
  }

  @Get('reports.geojson')
  @ApiOperation({
    operationId: 'openReportsGeoJson',
    summary: 'The same as GeoJSON (RFC 7946)',
    description: 'Reports without a place, and those whose square holds too few, have no geometry.',
  })
  @ApiQuery({ type: ExportFilters })
  @ApiOkResponse({ content: { [GEO_JSON]: { schema: { type: 'object' } } } })
  @HasVersion()
  async geoJson(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    const pages = await this.begin(request, caller);
    if (isKnown(request, reply, publish(reply, caller, GEO_JSON, pages.version))) return;
    this.streams.send(request, reply, openGeoJson(pages, caller, licenceOf(caller.municipality)));
  }

  @Get('statistics.json')
  @ApiOperation({ operationId: 'openStatistics', summary: 'How many public reports there are, and how long they take' })
  @ApiQuery({ type: OpenDataStatisticsQuery })
  @ApiOkResponse({ type: OpenStatisticsDocument })
  @HasVersion()
  async statistics(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    const query = readQuery(OpenDataStatisticsQuery, request.query);
    const { version, ...found } = await this.services.ask<OpenDataStatistics>(
      SUBJECTS.openDataStatistics,
      query,
      queryContext(caller),
      { timeoutMs: STATISTICS_MS },
    );
    // What was closed in the last months changes by the day, though nothing happens.
    const tag = publish(reply, caller, 'application/json', `${version}-${found.to.slice(0, 10)}`);
    if (isKnown(request, reply, tag)) return;
    const document: OpenStatisticsDocument = Object.assign(
      { license: licenceOf(caller.municipality) },
      labelledStatistics(found, caller),
    );
    void reply.send(document);
  }

  @Get('catalog.jsonld')
  @ApiOperation({ operationId: 'openDataCatalogue', summary: 'What the open data are, for catalogues (DCAT-AP_IT)' })
  @ApiOkResponse({ content: { 'application/ld+json': { schema: { type: 'object' } } } })
  @HasVersion()
  catalogue(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): void {
    const { municipality } = caller;
    if (isKnown(request, reply, publish(reply, caller, 'application/ld+json', municipality.rulesVersion))) return;
    void reply.send(JSON.stringify(catalogueDocument(municipality, `${this.settings.publicUrl}/${PATH}`)));
  }

  private begin(request: FastifyRequest, caller: Caller): Promise<ExportPages<OpenReport>> {
    const filters = readQuery(ExportFilters, request.query);
    return ExportPages.begin<OpenReport>(this.services, SUBJECTS.openData, filters, queryContext(caller));
  }
}
