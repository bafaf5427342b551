import { pipeline } from 'node:stream/promises';
import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SUBJECTS, type OpenedFile, type OpenFile } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard } from '../caller/caller.guard';
import { Services } from '../caller/services';
import { isUuid } from '../http/uuid';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { CodeParameter, Problems, Tracked } from '../openapi/decorators';
import { Problem } from '../problems/problem';
import { codeIn } from '../reports/code-parameter';
import { reportToken } from '../reports/report-commands';
import { AttachmentFiles, type KeptPart } from './attachment-files';
import { AttachmentRows, type AttachmentRow } from './attachment-rows';
import { Bindings } from './bindings';
import { StoredFileMissing, StoreUnavailable } from './store/attachment-store';
import { TemporaryKeys } from './temporary-key';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'text/plain': 'txt',
};

/** Files, for whoever may read their report at the moment they ask. */
@ApiTags('Citizens')
@Controller('api/v1/reports/:code/attachments/:id')
@UseGuards(RateLimitGuard, CallerGuard)
@Tracked()
@ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
@CodeParameter()
@ApiHeader({ name: 'X-Report-Token', required: false, schema: { type: 'string' } })
@Problems(400, 401, 404, 429, 503)
export class DownloadController {
  constructor(
    private readonly services: Services,
    private readonly rows: AttachmentRows,
    private readonly files: AttachmentFiles,
    private readonly keys: TemporaryKeys,
    private readonly bindings: Bindings,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'readAttachment', summary: 'A file of a report' })
  @ApiOkResponse({ content: { '*/*': { schema: { type: 'string', format: 'binary' } } } })
  original(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    return this.serve('original', request, reply, caller);
  }

  @Get('thumbnail')
  @ApiOperation({ operationId: 'readThumbnail', summary: 'An image of a report, small' })
  @ApiOkResponse({ content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } } })
  thumbnail(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    return this.serve('thumbnail', request, reply, caller);
  }

  private async serve(part: KeptPart, request: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<void> {
    const code = codeIn(request);
    const row = await this.rowOf(request, caller, code);
    if (part === 'thumbnail' && row.kind !== 'image') throw new Problem('ATTACHMENT_NOT_FOUND');
    const key = await this.keyFor(row, code, request, caller);
    const content = await this.files.open(row, part, key).catch((error: unknown) => {
      if (error instanceof StoreUnavailable || error instanceof StoredFileMissing)
        throw new Problem('SERVICE_UNAVAILABLE', { cause: error });
      throw error;
    });
    reply.headers(headersOf(row, part, code));
    // It may fail half way, when it was altered: then the connection ends before the file does.
    pipeline(content, reply.hijack().raw.writeHead(200, headersToWrite(reply))).catch(() => reply.raw.destroy());
  }

  private async rowOf(request: FastifyRequest, { municipality }: Caller, code: string): Promise<AttachmentRow> {
    const { id = '' } = request.params as { readonly id?: string };
    const [row] = isUuid(id) ? await this.rows.find(municipality.id, [id]) : [];
    if (row === undefined || row.code !== code || row.state === 'blanked') throw new Problem('ATTACHMENT_NOT_FOUND');
    return row;
  }

  /** The service that keeps the report decides, and gives what opens the file. @throws Problem ATTACHMENT_NOT_FOUND */
  private async keyFor(row: AttachmentRow, code: string, request: FastifyRequest, caller: Caller): Promise<Buffer> {
    const token = reportToken(request);
    const { id, state, wrappedKey, municipalityId } = row;
    if (wrappedKey === null) throw new Problem('ATTACHMENT_NOT_FOUND');
    const query: OpenFile = {
      code,
      attachment: id,
      ...(token === undefined ? {} : { reportToken: token }),
      ...(state === 'bound' ? { sealedKey: wrappedKey } : {}),
    };
    const { key } = await this.services.ask<OpenedFile>(SUBJECTS.openFile, query, queryContext(caller));
    if (key !== undefined) return Buffer.from(key, 'base64url');
    // Claimed, and the report has it: whoever submitted it did not come to bind it.
    await this.bindings.settle(municipalityId, code, [row]);
    return this.keys.unwrap(wrappedKey, municipalityId, id);
  }
}

/** A document is never shown inside the page of the Comune, whatever it holds; an image is one that we made. */
function headersOf({ type, bytes, kind, id }: AttachmentRow, part: KeptPart, code: string): Record<string, string> {
  const served = part === 'thumbnail' ? 'image/jpeg' : type;
  const name = `${code}-${id.slice(0, 8)}.${EXTENSIONS[served] ?? 'bin'}`;
  return {
    'content-type': served === 'text/plain' ? 'text/plain; charset=utf-8' : served,
    'content-disposition': `${kind === 'image' ? 'inline' : 'attachment'}; filename="${name}"`,
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'cache-control': 'private, no-store',
    vary: 'X-Report-Token, Authorization, Cookie, X-Municipality',
    ...(part === 'original' ? { 'content-length': String(bytes) } : {}),
  };
}

function headersToWrite(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
