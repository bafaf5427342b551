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

/** Corrections of what a report says of itself. Kind and category are one command, the place another. */
@ApiTags('Departments and the front office')
@Controller('api/v1/reports')
@UseGuards(RateLimitGuard, CallerGuard)
export class CorrectionController {
  constructor(private readonly commands: ReportCommands) {}

  @Patch(':code')
  @StaffOnly('operator', 'department')
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
    const { location, category, type } = readBody(CorrectReport, sent);
    assertKnown(category, caller.municipality);
    const key = idempotencyKey(request);
    let revision = expectedRevision(request);
    let changed: ChangedReport | undefined;
    // The place first: it is what can still be refused, and then nothing has been changed.
    if (location !== undefined) {
      changed = await this.commands.send(SUBJECTS.relocateReport, { location }, request, caller, {
        key,
        revision,
        part: 'location',
      });
      if (revision !== undefined) revision = changed.revision;
    }
    if (category !== undefined || type !== undefined) {
      const body = { ...(category === undefined ? {} : { category }), ...(type === undefined ? {} : { type }) };
      changed = await this.commands.send(SUBJECTS.reclassifyReport, body, request, caller, {
        key,
        revision,
        part: 'classification',
      });
    }
    if (changed === undefined) throw Problem.field('', 'must hold at least one of category, type, location');
    setRevision(reply, changed.revision);
    return changed;
  }
}

function assertKnown(category: string | undefined, municipality: Municipality): void {
  if (category !== undefined && !municipality.categories.some(({ slug }) => slug === category))
    throw new Problem('UNKNOWN_CATEGORY');
}
