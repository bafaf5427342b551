import { Controller, Delete, HttpCode, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AssignReport,
  MarkDuplicate,
  RequestInformation,
  ResolveReport,
  SUBJECTS,
  WithNote,
  WithReason,
} from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { ChangeHeaders, Problems, Signed } from '../openapi/decorators';
import { ChangedReport } from './report-answers.dto';
import { ReportCommands } from './report-commands';

/** What the office does with a report on its way to the end. */
@ApiTags('Departments and the front office')
@Controller('api/v1/reports/:code')
@UseGuards(RateLimitGuard, CallerGuard)
@Signed()
@Problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503)
export class LifecycleController {
  constructor(private readonly commands: ReportCommands) {}

  @Put('assignment')
  @ChangeHeaders()
  @StaffOnly('assignReport')
  @ApiOperation({ operationId: 'assignReport', summary: 'Assign to a department, and perhaps a person' })
  @ApiBody({ type: AssignReport })
  assignment(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.assignReport, body: AssignReport }, request, reply, caller);
  }

  @Post('start')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('startWork')
  @ApiOperation({ operationId: 'startWork', summary: 'Start work' })
  @ApiBody({ type: WithNote, required: false })
  start(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.startWork, body: WithNote }, request, reply, caller);
  }

  @Post('resolve')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('resolveReport')
  @ApiOperation({ operationId: 'resolveReport', summary: 'Close with an outcome' })
  @ApiBody({ type: ResolveReport })
  resolve(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.resolveReport, body: ResolveReport }, request, reply, caller);
  }

  @Post('reject')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('rejectReport')
  @ApiOperation({ operationId: 'rejectReport', summary: 'Reject with a reason' })
  @ApiBody({ type: WithReason })
  reject(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.rejectReport, body: WithReason }, request, reply, caller);
  }

  @Post('reopen')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('reopenReport')
  @ApiOperation({ operationId: 'reopenReport', summary: 'Reopen with a reason' })
  @ApiBody({ type: WithReason })
  reopen(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.reopenReport, body: WithReason }, request, reply, caller);
  }

  @Post('duplicate')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('markDuplicate')
  @ApiOperation({ operationId: 'markDuplicate', summary: 'Mark as a duplicate of another report' })
  @ApiBody({ type: MarkDuplicate })
  duplicate(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.markDuplicate, body: MarkDuplicate }, request, reply, caller);
  }

  @Post('information-request')
  @HttpCode(200)
  @ChangeHeaders()
  @StaffOnly('requestInformation')
  @ApiOperation({ operationId: 'requestInformation', summary: 'Ask the reporter' })
  @ApiBody({ type: RequestInformation })
  informationRequest(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change(
      { subject: SUBJECTS.requestInformation, body: RequestInformation },
      request,
      reply,
      caller,
    );
  }

  @Delete('information-request')
  @ChangeHeaders()
  @StaffOnly('cancelInformationRequest')
  @ApiOperation({ operationId: 'cancelInformationRequest', summary: 'Take the question back' })
  cancelInformationRequest(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.commands.change({ subject: SUBJECTS.cancelInformationRequest, body: WithNote }, request, reply, caller);
  }
}
