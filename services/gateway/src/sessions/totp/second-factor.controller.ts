import { Controller, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, type Caller, type SignedIn } from '../../caller/caller';
import { CallerGuard, StaffOnly } from '../../caller/caller.guard';
import { readBody } from '../../caller/read-body';
import { signedIn } from '../../caller/signed-in';
import { Limited, RateLimitGuard } from '../../limits/rate-limit.guard';
import { Problems, Signed } from '../../openapi/decorators';
import { Problem } from '../../problems/problem';
import { Proofs } from '../lock-out/proofs';
import { Sessions } from '../sessions';
import { asksSecondFactor, WithoutSecondFactor } from './requirement';
import {
  BegunSecondFactor,
  RecoveryCodes,
  SecondFactorView,
  WithCode,
  WithPassword,
  WithPasswordAndCode,
} from './second-factor.dto';
import { SecondFactors, type FactorOwner } from './second-factors';
import { authenticatorUri, base32 } from './totp';

/** The second factor of who is signed in. */
@ApiTags('Departments and the front office')
@Controller('api/v1/sessions/totp')
@UseGuards(RateLimitGuard, CallerGuard)
@StaffOnly('useOwnAccount')
@WithoutSecondFactor()
@Signed()
export class SecondFactorController {
  constructor(
    private readonly sessions: Sessions,
    private readonly factors: SecondFactors,
    private readonly proofs: Proofs,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'secondFactor', summary: 'Whether signing in asks for a code' })
  @ApiOkResponse({ type: SecondFactorView })
  @Problems(401, 403, 404, 429, 503)
  async read(@Res({ passthrough: true }) reply: FastifyReply, @From() caller: Caller): Promise<SecondFactorView> {
    const { staff, owner } = provenBy(caller);
    const { enrolled, recoveryCodesLeft } = await this.factors.state(owner);
    reply.headers({ 'cache-control': 'no-store' });
    return { enrolled, required: asksSecondFactor(caller.municipality, staff.roles), recoveryCodesLeft };
  }

  @Post()
  @Limited('sign-ins')
  @ApiOperation({
    operationId: 'beginSecondFactor',
    summary: 'Get a secret for an authenticator',
    description: 'Nothing asks for codes of it until one is confirmed; asked for again, it is another secret.',
  })
  @ApiBody({ type: WithPassword })
  @ApiCreatedResponse({ type: BegunSecondFactor })
  @Problems(400, 401, 403, 404, 409, 413, 415, 429, 503)
  async begin(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<BegunSecondFactor> {
    const { owner } = provenBy(caller);
    const { password } = readBody(WithPassword, request.body);
    const email = await this.proofs.password(caller, owner, password);
    const secret = await this.factors.begin(owner);
    reply.headers({ 'cache-control': 'no-store' });
    return { secret: base32(secret), uri: authenticatorUri(secret, `Sportello ${caller.municipality.name}`, email) };
  }

  @Post('confirmation')
  @HttpCode(200)
  @Limited('sign-ins')
  @ApiOperation({
    operationId: 'confirmSecondFactor',
    summary: 'Show that the authenticator works: from now on signing in asks for a code',
    description: 'Ends the other sessions of the account.',
  })
  @ApiBody({ type: WithCode })
  @ApiOkResponse({ type: RecoveryCodes })
  @Problems(400, 401, 403, 404, 409, 413, 415, 429, 503)
  async confirm(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<RecoveryCodes> {
    const { staff, owner } = provenBy(caller);
    const { code } = readBody(WithCode, request.body);
    const recoveryCodes = await this.factors.confirm(owner, code);
    if (recoveryCodes === undefined) throw new Problem('SECOND_FACTOR_WRONG');
    await this.sessions.keepOnly(owner, staff.session, { secondFactor: true });
    reply.headers({ 'cache-control': 'no-store' });
    return { recoveryCodes };
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @Limited('sign-ins')
  @ApiOperation({
    operationId: 'renewRecoveryCodes',
    summary: 'Get new recovery codes; the former ones are worth nothing any more',
  })
  @ApiBody({ type: WithPasswordAndCode })
  @ApiOkResponse({ type: RecoveryCodes })
  @Problems(400, 401, 403, 404, 409, 413, 415, 429, 503)
  async renew(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<RecoveryCodes> {
    const { owner } = provenBy(caller);
    const { password, code } = readBody(WithPasswordAndCode, request.body);
    await this.proofs.passwordAndCode(caller, owner, password, code);
    reply.headers({ 'cache-control': 'no-store' });
    return { recoveryCodes: await this.factors.renewRecoveryCodes(owner) };
  }

  @Post('removal')
  @HttpCode(204)
  @Limited('sign-ins')
  @ApiOperation({
    operationId: 'removeSecondFactor',
    summary: 'Sign in without a code again',
    description:
      'Ends the other sessions of the account. Where the Comune asks for a second factor, a new one comes first.',
  })
  @ApiBody({ type: WithPasswordAndCode })
  @ApiNoContentResponse()
  @Problems(400, 401, 403, 404, 409, 413, 415, 429, 503)
  async remove(@Req() request: FastifyRequest, @From() caller: Caller): Promise<void> {
    const { staff, owner } = provenBy(caller);
    const { password, code } = readBody(WithPasswordAndCode, request.body);
    await this.proofs.passwordAndCode(caller, owner, password, code);
    await this.factors.remove(owner);
    await this.sessions.keepOnly(owner, staff.session, { secondFactor: false });
  }
}

function provenBy(caller: Caller): { readonly staff: SignedIn; readonly owner: FactorOwner } {
  const staff = signedIn(caller);
  return { staff, owner: { municipalityId: caller.municipality.id, accountId: staff.id } };
}
