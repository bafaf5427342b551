import { Controller, Get, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { publicAddress } from '@sportello/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, type Caller } from '../../caller/caller';
import { CallerGuard } from '../../caller/caller.guard';
import { GatewaySettings } from '../../gateway-settings';
import { Limited, RateLimitGuard } from '../../limits/rate-limit.guard';
import { Problems } from '../../openapi/decorators';
import { Problem } from '../../problems/problem';
import { cookieOf, sessionCookie } from '../credentials';
import { SESSION_SECONDS } from '../sessions';
import { SignedInSession } from '../sessions.dto';
import { OidcSignIn, type CameBack } from './oidc-sign-in';
import { sendSignedIn, sendNotSignedIn } from './pages';
import { pathOfOurs } from './return-to';
import { SIGN_IN_SECONDS } from './sign-ins-under-way';

const PATH = '/api/v1/sessions/oidc';
const COOKIE = 'sportello_sign_in';

/** Sign-in of the staff through the Comune's OpenID provider. */
@ApiTags('Departments and the front office')
@Controller('api/v1/sessions/oidc')
@UseGuards(RateLimitGuard, CallerGuard)
export class OidcController {
  constructor(
    private readonly signIn: OidcSignIn,
    private readonly settings: GatewaySettings,
  ) {}

  @Get()
  @Limited('sign-ins')
  @ApiOperation({
    operationId: 'beginOidcSignIn',
    summary: 'Sign in through the provider of the Comune',
    description: 'For browsers: leads to the provider, which leads back to the callback.',
  })
  @ApiQuery({
    name: 'returnTo',
    required: false,
    description: 'A path of this site to end at',
    schema: { type: 'string' },
  })
  @ApiResponse({ status: 302, description: 'To the provider' })
  @Problems(400, 404, 429, 503)
  async begin(
    @Query('returnTo') returnTo: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<void> {
    const base = this.baseOf(caller);
    const target = pathOfOurs(returnTo);
    // The cookie must be where the provider leads back to.
    if (caller.municipality.hosts.includes(request.hostname) && new URL(base).hostname !== request.hostname) {
      reply
        .code(302)
        .header('location', `${base}${PATH}?returnTo=${encodeURIComponent(target)}`)
        .send();
      return;
    }
    const { address, browser } = await this.signIn.begin(caller.municipality, `${base}${PATH}/callback`, target);
    reply
      .code(302)
      .headers({ location: address, 'cache-control': 'no-store', 'set-cookie': this.cookie(browser, SIGN_IN_SECONDS) })
      .send();
  }

  @Get('callback')
  @Limited('sign-ins')
  @ApiOperation({
    operationId: 'finishOidcSignIn',
    summary: 'Where the provider leads back to',
    description: 'To a browser it answers a page, to others the session as POST /api/v1/sessions does.',
  })
  @ApiQuery({ name: 'state', schema: { type: 'string' } })
  @ApiQuery({ name: 'code', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'iss', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'error', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ type: SignedInSession })
  @Problems(401, 403, 404, 429, 503)
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    const page = request.headers.accept?.includes('text/html') ?? false;
    const gone = this.cookie('', 0);
    const browser = cookieOf(request.headers.cookie, COOKIE);
    const { municipality, language } = caller;
    try {
      const redirectUri = `${this.baseOf(caller)}${PATH}/callback`;
      const { session, returnTo } = await this.signIn.finish(
        municipality,
        redirectUri,
        cameBack(request.query),
        browser,
      );
      const { accessToken, expiresAt, account } = session;
      const cookies = [gone, sessionCookie(accessToken, SESSION_SECONDS, this.settings.publicUrl)];
      reply.headers({ 'cache-control': 'no-store', 'set-cookie': cookies });
      if (page) {
        sendSignedIn(reply, language, returnTo);
        return;
      }
      const { id, name, roles, departments } = account;
      reply.send({ accessToken, expiresAt: expiresAt.toISOString(), user: { id, name, roles, departments } });
    } catch (error) {
      reply.header('set-cookie', gone);
      if (!page || !(error instanceof Problem)) throw error;
      sendNotSignedIn(reply, language, error, PATH);
    }
  }

  private baseOf({ municipality }: Caller): string {
    return publicAddress(this.settings.publicUrl, municipality);
  }

  /** `SameSite=Lax`: it must come along when the provider's page leads back, as the cookie of the session must not. */
  private cookie(value: string, maxAgeSeconds: number): string {
    const secure = this.settings.publicUrl.startsWith('https:') ? '; Secure' : '';
    return `${COOKIE}=${value}; Path=${PATH}; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
  }
}

/** Longer than any provider's. */
const MAX_PARAMETER = 4096;

/** A parameter given twice is none. */
function cameBack(query: unknown): CameBack {
  const given = typeof query === 'object' && query !== null ? Object.entries(query) : [];
  return Object.fromEntries(
    given.filter(
      ([name, value]) =>
        ['state', 'code', 'iss', 'error'].includes(name) && typeof value === 'string' && value.length <= MAX_PARAMETER,
    ),
  );
}
