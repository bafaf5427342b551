import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AttachFile, SUBJECTS } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { From, type Caller } from '../caller/caller';
import { CallerGuard } from '../caller/caller.guard';
import { readBody } from '../caller/read-body';
import { TakesFile } from '../http/takes-file';
import { Limited, RateLimitGuard } from '../limits/rate-limit.guard';
import { ChangeHeaders, CreationHeaders, Problems, Tracked } from '../openapi/decorators';
import { Problem } from '../problems/problem';
import { CommandIdentity, idempotencyKey } from '../reports/command-identity';
import { codeIn } from '../reports/code-parameter';
import { ChangedReport } from '../reports/report-answers.dto';
import { ReportCommands, reportToken } from '../reports/report-commands';
import { FileForm, UploadedFile } from './attachment.dto';
import { described } from './attachment-views';
import { Bindings } from './bindings';
import { receiveFile } from './receive-file';
import { KEPT_UNBOUND_MS } from './sweep';
import { Uploads } from './uploads';

/** Files come first, each by itself; a report then names them. */
@ApiTags('Citizens')
@Controller('api/v1')
@UseGuards(RateLimitGuard, CallerGuard)
export class UploadController {
  constructor(
    private readonly uploads: Uploads,
    private readonly bindings: Bindings,
    private readonly commands: ReportCommands,
    private readonly identity: CommandIdentity,
  ) {}

  @Post('attachments')
  @Limited('uploads')
  @TakesFile()
  @ApiOperation({
    operationId: 'uploadAttachment',
    summary: 'Upload a file for a report',
    description:
      'Images: JPEG, PNG and WebP of up to 10 MB and 40 megapixels; they are encoded anew, without their metadata. What is much work for its bytes is refused sooner: above 10 megapixels an interlaced PNG, and a WebP that is lossless or transparent; above 6 a JPEG in CMYK; a PNG of more than 100 MB of pixels (a byte for each channel, three when it has 16 bits; a palette is one channel, a transparent colour one more, transparency beside grey two); every JPEG in arithmetic code; and whatever takes more than 1.5 seconds of a processor. HEIC is not taken. Documents: PDF, DOCX, ODT and plain text of up to 20 MB. The name of the file is not kept. What no report names within 24 hours is removed.',
  })
  @CreationHeaders()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: FileForm })
  @ApiCreatedResponse({ type: UploadedFile })
  @Problems(400, 401, 404, 413, 415, 422, 429, 503)
  async upload(@Req() request: FastifyRequest, @From() caller: Caller): Promise<UploadedFile> {
    if (!(request.body instanceof Readable)) throw new Problem('UNSUPPORTED_MEDIA_TYPE');
    const { municipality } = caller;
    const id = this.identity.uploadId(caller, idempotencyKey(request));
    const row = await receiveFile(request.headers, request.body, (file) =>
      this.uploads.keep(file, municipality.id, id),
    );
    const expiresAt = new Date(row.uploadedAt.getTime() + KEPT_UNBOUND_MS).toISOString();
    return { ...described(row), expiresAt };
  }

  @Post('reports/:code/attachments')
  @HttpCode(200)
  @Tracked()
  @ChangeHeaders()
  @ApiOperation({ operationId: 'attachFile', summary: 'Add an uploaded file to a report' })
  @ApiBody({ type: AttachFile })
  @Problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503)
  async attach(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    if (reportToken(request) === undefined && caller.staff === undefined) throw new Problem('NOT_AUTHENTICATED');
    const { attachment } = readBody(AttachFile, request.body);
    return this.bindings.around(caller.municipality.id, codeIn(request), [attachment], () =>
      this.commands.change({ subject: SUBJECTS.attachFile, body: AttachFile }, request, reply, caller),
    );
  }
}
