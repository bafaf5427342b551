import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AddNote,
  ChangeDeadline,
  ModerateText,
  Nothing,
  PrioritiseReport,
  SetVisibility,
  SUBJECTS,
} from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { ChangeHeaders, Problems, Signed } from '../openapi/decorators';
import { ChangedReport } from './report-answers.dto';
import { ReportCommands } from './report-commands';

/** What the office keeps or corrects about a report, whatever its state. */
@ApiTags('Departments and the front office')
@Controller('api/v1/reports/:code')
@UseGuards(RateLimitGuard, CallerGuard)
@Signed()
@Problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503)
export class HandlingController {
  constructor(private readonly commands: ReportCommands) {}

  @Post('notes')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('addNote')
  @ApiOperation({ operationId: 'addNote', summary: 'Add a note, internal unless public' })
  @ApiBody({ type: AddNote })
  notes(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.addNote, body: AddNote }, request, reply, caller);
  }

  @Post('priority')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('prioritiseReport')
  @ApiOperation({ operationId: 'prioritiseReport', summary: 'Set the priority' })
  @ApiBody({ type: PrioritiseReport })
  priority(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.prioritiseReport, body: PrioritiseReport }, request, reply, caller);
  }

  @Post('deadline')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('changeDeadline')
  @ApiOperation({ operationId: 'changeDeadline', summary: 'Change the deadline' })
  @ApiBody({ type: ChangeDeadline })
  deadline(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.changeDeadline, body: ChangeDeadline }, request, reply, caller);
  }

  @Post('visibility')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('setVisibility')
  @ApiOperation({ operationId: 'setVisibility', summary: 'Make public or private' })
  @ApiBody({ type: SetVisibility })
  visibility(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.setVisibility, body: SetVisibility }, request, reply, caller);
  }

  @Post('moderation')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('moderateText')
  @ApiOperation({
    operationId: 'moderateText',
    summary: 'Choose other words for the public, or hide a text',
    description:
      'Page, list, open data and search show the new wording at once, also of earlier days. The original stays in the history; `restore` brings it back.',
  })
  @ApiBody({ type: ModerateText })
  moderation(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.moderateText, body: ModerateText }, request, reply, caller);
  }

  @Post('redaction')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('redactText')
  @ApiOperation({ operationId: 'redactText', summary: 'Redact the text for good' })
  @ApiBody({ type: Nothing, required: false })
  redaction(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.redactText, body: Nothing }, request, reply, caller);
  }
}
