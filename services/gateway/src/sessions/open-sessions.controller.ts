import { Controller, Delete, Get, HttpCode, Req, Res, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { DEFAULT_PAGE_SIZE, mayWith } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../accounts/id-parameter';
import { From, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readQuery } from '../caller/read-body';
import { signedIn } from '../caller/signed-in';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { Listed, Problems, Signed } from '../openapi/decorators';
import { Problem } from '../problems/problem';
import { pageLinks } from '../reports/links';
import { OpenSessions } from './open-sessions';
import { SessionList, SessionsQuery } from './sessions.dto';

/** Where one is signed in; for administrators, where others are. */
@ApiTags('Accounts and sessions')
@Controller('api/v1/sessions')
@UseGuards(RateLimitGuard, CallerGuard)
@StaffOnly('useOwnAccount')
@Signed()
export class OpenSessionsController {
  constructor(private readonly sessions: OpenSessions) {}

  @Get()
  @ApiOperation({ operationId: 'listSessions', summary: 'Open sessions of one account' })
  @ApiQuery({ type: SessionsQuery })
  @Listed(SessionList)
  @Problems(400, 401, 403, 404, 429, 503)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<SessionList> {
    const staff = signedIn(caller);
    const { page = 1, pageSize = DEFAULT_PAGE_SIZE, account = staff.id } = readQuery(SessionsQuery, request.query);
    if (account !== staff.id && !mayWith(staff.roles, 'manageSessions')) throw new Problem('NOT_ALLOWED');
    const asked = { skip: (page - 1) * pageSize, take: pageSize };
    const { items, total } = await this.sessions.of(caller.municipality.id, account, asked);
    const list = {
      items: items.map(({ id, accountId, openedAt, expiresAt, tokenHash }) => ({
        id,
        account: accountId,
        openedAt: openedAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        current: tokenHash.equals(staff.session),
      })),
      page,
      pageSize,
      total,
    };
    reply.headers({ link: pageLinks(request.url, list), 'cache-control': 'private, no-store' });
    return list;
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'endSession', summary: 'End a session: one of one’s own, for administrators any' })
  @ApiParam({ name: 'id', description: 'Id of a session', schema: { type: 'string', format: 'uuid' } })
  @ApiNoContentResponse()
  @Problems(401, 403, 404, 429, 503)
  async end(@Req() request: FastifyRequest, @From() caller: Caller): Promise<void> {
    const { id: own, roles } = signedIn(caller);
    const whose = mayWith(roles, 'manageSessions') ? undefined : own;
    if (!(await this.sessions.end(caller.municipality.id, idIn(request), whose))) throw new Problem('NOT_FOUND');
  }
}
