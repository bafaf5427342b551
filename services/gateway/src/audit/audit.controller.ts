import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  PersonalDataReadsQuery,
  SUBJECTS,
  type Language,
  type PersonalDataRead,
  type PersonalDataReadsPage,
} from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readQuery } from '../caller/read-body';
import { Services } from '../caller/services';
import { catalogueOf } from '../language/catalogues';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { Listed, Problems, Signed } from '../openapi/decorators';
import { queueLinks } from '../reports/links';
import { Accounts } from '../sessions/accounts';
import { ReadList, type ReadEntry } from './audit.dto';

/** Who read whose personal data. */
@ApiTags('Accounts and sessions')
@Controller('api/v1/audit')
@UseGuards(RateLimitGuard, CallerGuard)
@StaffOnly('personalDataReads')
@Signed()
export class AuditController {
  constructor(
    private readonly services: Services,
    private readonly accounts: Accounts,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listPersonalDataReads',
    summary: 'Who of the staff read personal data of which reports, the latest first',
    description:
      'Every answer that showed more of a report than everybody may see is one entry, of more than 200 reports several, written before it left. ' +
      'A page holds fewer than asked for where entries are very long: `next` leads on to all, numbers of pages may pass over some.',
  })
  @ApiQuery({ type: PersonalDataReadsQuery })
  @Listed(ReadList)
  @Problems(400, 401, 403, 404, 429, 503)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ReadList> {
    const query = readQuery(PersonalDataReadsQuery, request.query);
    const found = await this.services.ask<PersonalDataReadsPage>(
      SUBJECTS.personalDataReads,
      query,
      queryContext(caller),
    );
    const ids = found.items.flatMap(({ actor }) => (actor.kind === 'staff' ? [actor.id] : []));
    const names = await this.accounts.names(caller.municipality.id, ids);
    reply.headers({ link: queueLinks(request.url, found), 'cache-control': 'private, no-store' });
    const { page, pageSize, total, atLeast, next } = found;
    return {
      items: found.items.map((read) => readable(read, names, caller.language)),
      ...{ page, pageSize, total, atLeast },
      ...(next === undefined ? {} : { next }),
    };
  }
}

function readable(
  { at, actor, route, what, codes }: PersonalDataRead,
  names: ReadonlyMap<string, string>,
  language: Language,
): ReadEntry {
  const { routes, parts } = catalogueOf(language).reads;
  const name = names.get(actor.id);
  return {
    at,
    actor: { ...actor, ...(name === undefined ? {} : { name }) },
    route,
    label: routes[route],
    what: what.map((part) => ({ part, label: parts[part] })),
    codes,
  };
}
