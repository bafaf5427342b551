import { Controller, Delete, HttpCode, Req, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { From, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { Problems, Signed } from '../openapi/decorators';
import { StaffRegister } from '../operators/staff-register';
import { answered } from './answered';
import { idIn } from './id-parameter';

/** Takes away what an account signs in with besides its password, for who lost it or is linked to the wrong person. */
@ApiTags('Accounts and sessions')
@Controller('api/v1/accounts/:id')
@UseGuards(RateLimitGuard, CallerGuard)
@StaffOnly('manageAccounts')
@Signed()
@ApiParam({ name: 'id', description: 'Id of an account', schema: { type: 'string', format: 'uuid' } })
export class WaysInController {
  constructor(private readonly register: StaffRegister) {}

  @Delete('second-factor')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'resetSecondFactor',
    summary: 'For who lost telephone and recovery codes: sign in by password until a new one is set up',
    description: 'Make sure by other means who is asking. Ends the sessions of the account.',
  })
  @ApiNoContentResponse()
  @Problems(401, 403, 404, 429, 503)
  async resetSecondFactor(@Req() request: FastifyRequest, @From() { municipality }: Caller): Promise<void> {
    await answered(this.register.resetSecondFactor(municipality, { id: idIn(request) }));
  }

  @Delete('identity')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'unlinkIdentity',
    summary: 'Forget who of the provider this account belongs to',
    description:
      'Ends the sessions of the account. Whoever the provider knows by its e-mail address next is linked to it: close it to keep them out.',
  })
  @ApiNoContentResponse()
  @Problems(401, 403, 404, 429, 503)
  async unlink(@Req() request: FastifyRequest, @From() { municipality }: Caller): Promise<void> {
    await answered(this.register.unlinkIdentity(municipality, { id: idIn(request) }));
  }
}
