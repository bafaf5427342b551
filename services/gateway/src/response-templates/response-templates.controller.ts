import { Controller, Delete, Get, HttpCode, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import {
  ResponseTemplateBody,
  ResponseTemplatesQuery,
  SUBJECTS,
  type Language,
  type ResponseTemplate,
  type ResponseTemplatesPage,
} from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../accounts/id-parameter';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readBody, readQuery } from '../caller/read-body';
import { Services } from '../caller/services';
import { catalogueOf } from '../language/catalogues';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { ConditionalHeader, CreationHeaders, Listed, Problems, Signed } from '../openapi/decorators';
import { CommandIdentity, idempotencyKey } from '../reports/command-identity';
import { pageLinks } from '../reports/links';
import { expectedRevision, setRevision } from '../reports/revision-headers';
import { TemplateDocument, TemplateList } from './response-template.dto';

const ID = {
  name: 'id',
  description: 'Id of a response template',
  schema: { type: 'string', format: 'uuid' },
} as const;
const ETAG = { ETag: { description: 'The revision of the template', schema: { type: 'string' } } } as const;

/** What offices write again and again, with gaps that are filled in for a report. */
@ApiTags('Departments and the front office')
@Controller('api/v1/response-templates')
@UseGuards(RateLimitGuard, CallerGuard)
@Signed()
export class ResponseTemplatesController {
  constructor(
    private readonly services: Services,
    private readonly identity: CommandIdentity,
  ) {}

  @Get()
  @StaffOnly('responseTemplates')
  @ApiOperation({
    operationId: 'listResponseTemplates',
    summary: 'What offices write again and again; for a report, filled in',
    description:
      'Departments see what is for all and what is for them. With `report`: those that fit its department and category, for who may read the whole of it. Nothing is sent: the text goes into a note, a question or a resolution, as whoever answers changed it.',
  })
  @ApiQuery({ type: ResponseTemplatesQuery })
  @Listed(TemplateList)
  @Problems(400, 401, 403, 404, 429, 503)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<TemplateList> {
    const query = readQuery(ResponseTemplatesQuery, request.query);
    const found = await this.services.ask<ResponseTemplatesPage>(
      SUBJECTS.responseTemplates,
      query,
      queryContext(caller),
    );
    reply.headers({ link: pageLinks(request.url, found), 'cache-control': 'private, no-store' });
    return { ...found, items: found.items.map((template) => labelled(template, caller.language)) };
  }

  @Get(':id')
  @StaffOnly('responseTemplate')
  @ApiOperation({ operationId: 'readResponseTemplate', summary: 'One response template' })
  @ApiParam(ID)
  @ApiOkResponse({ type: TemplateDocument, headers: ETAG })
  @Problems(401, 403, 404, 429, 503)
  read(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<TemplateDocument> {
    return this.one(SUBJECTS.responseTemplate, { id: idIn(request) }, reply, caller);
  }

  @Post()
  @StaffOnly('addResponseTemplate')
  @CreationHeaders()
  @ApiOperation({
    operationId: 'addResponseTemplate',
    summary: 'Keep a new response template',
    description:
      'Heads of departments keep those of their departments. With the same Idempotency-Key the same template is answered again, as it is by then.',
  })
  @ApiBody({ type: ResponseTemplateBody })
  @ApiCreatedResponse({ type: TemplateDocument, headers: { ...ETAG, Location: { schema: { type: 'string' } } } })
  @Problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  async add(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<TemplateDocument> {
    const body = readBody(ResponseTemplateBody, request.body);
    const once = this.identity.madeOnce(caller, 'response-template', { key: idempotencyKey(request), body });
    const added = await this.one(SUBJECTS.addResponseTemplate, { ...once, body }, reply, caller);
    reply.header('location', `/api/v1/response-templates/${added.id}`);
    return added;
  }

  @Put(':id')
  @HttpCode(200)
  @StaffOnly('changeResponseTemplate')
  @CreationHeaders()
  @ApiOperation({ operationId: 'changeResponseTemplate', summary: 'Put another whole in the place of a template' })
  @ApiParam(ID)
  @ConditionalHeader()
  @ApiBody({ type: ResponseTemplateBody })
  @ApiOkResponse({ type: TemplateDocument, headers: ETAG })
  @Problems(400, 401, 403, 404, 412, 413, 415, 429, 503)
  change(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<TemplateDocument> {
    const body = readBody(ResponseTemplateBody, request.body);
    return this.one(SUBJECTS.changeResponseTemplate, { ...named(request), body }, reply, caller);
  }

  @Delete(':id')
  @HttpCode(204)
  @StaffOnly('removeResponseTemplate')
  @ApiOperation({ operationId: 'removeResponseTemplate', summary: 'Keep a template no longer' })
  @ApiParam(ID)
  @ConditionalHeader()
  @ApiNoContentResponse({ description: 'It is gone; what was written with it stays' })
  @Problems(400, 401, 403, 404, 412, 429, 503)
  async remove(@Req() request: FastifyRequest, @From() caller: Caller): Promise<void> {
    await this.services.ask(SUBJECTS.removeResponseTemplate, named(request), queryContext(caller));
  }

  private async one(subject: string, message: object, reply: FastifyReply, caller: Caller): Promise<TemplateDocument> {
    const template = await this.services.ask<ResponseTemplate>(subject, message, queryContext(caller));
    setRevision(reply, template.revision);
    reply.header('cache-control', 'private, no-store');
    return labelled(template, caller.language);
  }
}

/** Which one, and on which revision of it the change builds. */
function named(request: FastifyRequest): { readonly id: string; readonly expectedRevision?: number } {
  const revision = expectedRevision(request);
  return { id: idIn(request), ...(revision === undefined ? {} : { expectedRevision: revision }) };
}

function labelled(template: ResponseTemplate, language: Language): TemplateDocument {
  return { ...template, label: catalogueOf(language).responses[template.action] };
}
