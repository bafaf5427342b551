import { Controller, Delete, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readBody } from '../caller/read-body';
import { GatewaySettings } from '../gateway-settings';
import { Limited, RateLimitGuard } from '../limits/rate-limit.guard';
import { Problems, Signed } from '../openapi/decorators';
import { Problem } from '../problems/problem';
import { sessionCookie } from './credentials';
import { LockOuts } from './lock-out/lock-outs';
import { SESSION_SECONDS, Sessions } from './sessions';
import { SignedInSession, SignIn } from './sessions.dto';
import { WithoutSecondFactor } from './totp/requirement';

@ApiTags('Departments and the front office')
@Controller('api/v1/sessions')
@UseGuards(RateLimitGuard, CallerGuard)
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly lockOuts: LockOuts,
    private readonly settings: GatewaySettings,
  ) {}

  @Post()
  @Limited('sign-ins')
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in',
    description:
      'The same token is set as an HttpOnly cookie; with the cookie, changes need the header X-Sportello-Csrf. Who sends wrong passwords in a row is kept out, longer each time: 429 with Retry-After.',
  })
  @ApiBody({ type: SignIn })
  @ApiCreatedResponse({ type: SignedInSession })
  @Problems(400, 401, 404, 413, 415, 429, 503)
  async signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<SignedInSession> {
    const { email, password, code } = readBody(SignIn, request.body);
    if (password.includes('\0') || email.includes('\0')) throw new Problem('INVALID_REQUEST');
    const attempt = { municipalityId: caller.municipality.id, email, address: caller.address };
    const { accessToken, expiresAt, account } = await this.lockOuts.around(attempt, () =>
      this.sessions.signIn(attempt.municipalityId, email, password, code),
    );
    reply.headers({
      'cache-control': 'no-store',
      'set-cookie': sessionCookie(accessToken, SESSION_SECONDS, this.settings.publicUrl),
    });
    const { id, name, roles, departments } = account;
    return { accessToken, expiresAt: expiresAt.toISOString(), user: { id, name, roles, departments } };
  }

  @Delete()
  @HttpCode(204)
  @StaffOnly('useOwnAccount')
  @WithoutSecondFactor()
  @Signed()
  @ApiOperation({ operationId: 'signOut', summary: 'Sign out' })
  @ApiNoContentResponse()
  @Problems(401, 403, 404, 429, 503)
  async signOut(@Res({ passthrough: true }) reply: FastifyReply, @From() caller: Caller): Promise<void> {
    if (caller.staff !== undefined) await this.sessions.end(caller.municipality.id, caller.staff.session);
    reply.headers({ 'cache-control': 'no-store', 'set-cookie': sessionCookie('', 0, this.settings.publicUrl) });
  }
}
