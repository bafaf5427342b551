import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { FollowReports, SUBJECTS, type FollowMessage } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard } from '../caller/caller.guard';
import { readBody } from '../caller/read-body';
import { Services } from '../caller/services';
import { Limited, RateLimitGuard } from '../limits/rate-limit.guard';
import { CreationHeaders, Problems } from '../openapi/decorators';
import { CommandIdentity, idempotencyKey } from '../reports/command-identity';
import { AskedFollow, FollowDocument } from './follow.dto';
import { followToken } from './follow-token';

/** "Follow that one instead": news of a report for who did not send it. */
@ApiTags('Citizens')
@Controller('api/v1/follows')
@UseGuards(RateLimitGuard, CallerGuard)
export class FollowsController {
  constructor(
    private readonly services: Services,
    private readonly identity: CommandIdentity,
  ) {}

  @Post()
  @HttpCode(202)
  @Limited('submissions')
  @ApiOperation({
    operationId: 'followReports',
    summary: 'Have news of public reports sent to an address',
    description:
      'A mail goes to the address; nothing more until the button of the page in it is pressed, within two days. An address follows 20 wishes at most, 3 of them unconfirmed; what is beyond is not kept, and the answer does not tell.',
  })
  @CreationHeaders()
  @ApiBody({ type: FollowReports })
  @ApiAcceptedResponse({ type: AskedFollow })
  @Problems(400, 401, 404, 413, 415, 422, 429, 503)
  follow(@Req() request: FastifyRequest, @From() caller: Caller): Promise<AskedFollow> {
    const body = readBody(FollowReports, request.body);
    const once = this.identity.madeOnce(caller, 'follow', { key: idempotencyKey(request), body });
    const message: FollowMessage = { ...once, language: caller.language, body };
    return this.services.ask<AskedFollow>(SUBJECTS.follow, message, queryContext(caller));
  }

  @Get(':token')
  @ApiParam({ name: 'token', description: 'From a mail' })
  @ApiOperation({ operationId: 'readFollow', summary: 'What a link in a mail follows' })
  @ApiOkResponse({ type: FollowDocument })
  @Problems(401, 404, 429, 503)
  read(
    @Param('token') token: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<FollowDocument> {
    reply.header('cache-control', 'private, no-store');
    return this.services.ask<FollowDocument>(SUBJECTS.readFollow, followToken(token), queryContext(caller));
  }

  @Delete(':token')
  @HttpCode(204)
  @ApiParam({ name: 'token', description: 'From a mail' })
  @ApiOperation({ operationId: 'endFollow', summary: 'Follow no more: the address is forgotten' })
  @ApiNoContentResponse({ description: 'Forgotten' })
  @Problems(401, 404, 429, 503)
  async end(@Param('token') token: string, @From() caller: Caller): Promise<void> {
    await this.services.ask(SUBJECTS.endFollow, followToken(token), queryContext(caller));
  }
}
