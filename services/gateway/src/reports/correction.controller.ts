import { Body, Controller, Patch, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CorrectReport, SUBJECTS } from '@sportello/contracts';
import type { Municipality } from '@sportello/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readBody } from '../caller/read-body';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { ChangeHeaders, Problems, Signed } from '../openapi/decorators';
import { Problem } from '../problems/problem';
import { idempotencyKey } from './command-identity';
import { ChangedReport } from './report-answers.dto';
import { ReportCommands } from './report-commands';
import { expectedRevision, setRevision } from './revision-headers';

/** Corrections of what a report says of itself: all that one request asks for, or nothing. */
@ApiTags('Departments and the front office')
@Controller('api/v1/reports')
@UseGuards(RateLimitGuard, CallerGuard)
export class CorrectionController {
  constructor(private readonly commands: ReportCommands) {}

  @Patch(':code')
  @StaffOnly('correctReport')
  @Signed()
  @ChangeHeaders()
  @ApiOperation({ operationId: 'correctReport', summary: 'Correct category, kind or place' })
  @ApiBody({ type: CorrectReport })
  @ApiOkResponse({ type: ChangedReport })
  @Problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503)
  async correct(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
    @Body() sent: unknown,
  ): Promise<ChangedReport> {
    const correction = readBody(CorrectReport, sent);
    const { location, category, type } = correction;
    if (location === undefined && category === undefined && type === undefined)
      throw Problem.field('', 'must hold at least one of category, type, location');
    assertKnown(category, caller.municipality);
    const changed = await this.commands.send(SUBJECTS.correctReport, correction, request, caller, {
      key: idempotencyKey(request),
      revision: expectedRevision(request),
    });
    setRevision(reply, changed.revision);
    return changed;
  }
}

function assertKnown(category: string | undefined, municipality: Municipality): void {
  if (category !== undefined && !municipality.categories.some(({ slug }) => slug === category))
    throw new Problem('UNKNOWN_CATEGORY');
}
