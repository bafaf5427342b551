import { Controller, HttpCode, Put, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answered } from '../accounts/answered';
import { From, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readBody } from '../caller/read-body';
import { signedIn } from '../caller/signed-in';
import { GatewaySettings } from '../gateway-settings';
import { Limited, RateLimitGuard } from '../limits/rate-limit.guard';
import { Problems, Signed } from '../openapi/decorators';
import { StaffRegister } from '../operators/staff-register';
import { sessionCookie } from './credentials';
import { Proofs } from './lock-out/proofs';
import { NewPassword } from './sessions.dto';

/** The password of who is signed in, which only they should know: an administrator gave the first. */
@ApiTags('Accounts and sessions')
@Controller('api/v1/sessions/password')
@UseGuards(RateLimitGuard, CallerGuard)
@StaffOnly('useOwnAccount')
@Signed()
export class PasswordController {
  constructor(
    private readonly proofs: Proofs,
    private readonly register: StaffRegister,
    private readonly settings: GatewaySettings,
  ) {}

  @Put()
  @HttpCode(204)
  @Limited('sign-ins')
  @ApiOperation({
    operationId: 'changePassword',
    summary: 'Change one’s own password',
    description: 'Ends all sessions of the account, this one too: sign in with the new one.',
  })
  @ApiBody({ type: NewPassword })
  @ApiNoContentResponse()
  @Problems(400, 401, 403, 404, 413, 415, 429, 503)
  async change(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<void> {
    const { id: accountId } = signedIn(caller);
    const { municipality } = caller;
    const { password, newPassword } = readBody(NewPassword, request.body);
    await this.proofs.password(caller, { municipalityId: municipality.id, accountId }, password);
    await answered(this.register.update(municipality, accountId, { password: newPassword }, new Date()));
    reply.headers({ 'cache-control': 'no-store', 'set-cookie': sessionCookie('', 0, this.settings.publicUrl) });
  }
}
