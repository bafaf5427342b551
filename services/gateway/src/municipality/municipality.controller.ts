import { Controller, Get, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { From, type Caller } from '../caller/caller';
import { CallerGuard } from '../caller/caller.guard';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { Problems } from '../openapi/decorators';
import { MunicipalityDocument } from './municipality.dto';
import { municipalityDocument } from './municipality-document';

@ApiTags('Citizens')
@Controller('api/v1/municipality')
@UseGuards(RateLimitGuard, CallerGuard)
export class MunicipalityController {
  @Get()
  @ApiOperation({
    operationId: 'readMunicipality',
    summary: 'The Comune: categories with their questions, departments, boundary',
  })
  @ApiOkResponse({ type: MunicipalityDocument })
  @Problems(401, 404, 429, 503)
  read(
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() { municipality, language }: Caller,
  ): MunicipalityDocument {
    reply.headers({ vary: 'Accept-Language, X-Municipality', 'cache-control': 'no-cache' });
    return municipalityDocument(municipality, language);
  }
}
