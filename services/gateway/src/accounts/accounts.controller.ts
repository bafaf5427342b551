import { Controller, Get, HttpCode, Patch, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { DEFAULT_PAGE_SIZE, type AccountView } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readBody, readQuery } from '../caller/read-body';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { CreationHeaders, Listed, Problems, Signed } from '../openapi/decorators';
import { StaffRegister } from '../operators/staff-register';
import { Problem } from '../problems/problem';
import { CommandIdentity, idempotencyKey } from '../reports/command-identity';
import { pageLinks } from '../reports/links';
import { LockOuts } from '../sessions/lock-out/lock-outs';
import { AccountAnswer, AccountChanges, AccountList, AccountsQuery, NewAccount } from './account.dto';
import { answered } from './answered';
import { idIn } from './id-parameter';

/** The accounts of the staff of one municipality. */
@ApiTags('Accounts and sessions')
@Controller('api/v1/accounts')
@UseGuards(RateLimitGuard, CallerGuard)
@StaffOnly('manageAccounts')
@Signed()
export class AccountsController {
  constructor(
    private readonly register: StaffRegister,
    private readonly lockOuts: LockOuts,
    private readonly identity: CommandIdentity,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listAccounts', summary: 'Who of the staff may sign in' })
  @ApiQuery({ type: AccountsQuery })
  @Listed(AccountList)
  @Problems(400, 401, 403, 404, 429, 503)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() { municipality }: Caller,
  ): Promise<AccountList> {
    const { page = 1, pageSize = DEFAULT_PAGE_SIZE, role, department } = readQuery(AccountsQuery, request.query);
    const { items, total } = await this.register.page(municipality, {
      ...(role === undefined ? {} : { role }),
      ...(department === undefined ? {} : { department }),
      skip: (page - 1) * pageSize,
      take: pageSize,
    });
    const list = { items: await this.shown(municipality.id, items), page, pageSize, total };
    reply.headers({ link: pageLinks(request.url, list), 'cache-control': 'private, no-store' });
    return list;
  }

  @Get(':id')
  @ApiOperation({ operationId: 'readAccount', summary: 'One account' })
  @ApiParam({ name: 'id', description: 'Id of an account', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: AccountAnswer })
  @Problems(401, 403, 404, 429, 503)
  async read(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() { municipality }: Caller,
  ): Promise<AccountAnswer> {
    const account = await answered(this.register.get(municipality, idIn(request)));
    return this.one(reply, account);
  }

  @Post()
  @CreationHeaders()
  @ApiOperation({
    operationId: 'addAccount',
    summary: 'Make an account',
    description: 'With the same Idempotency-Key the same account is answered again, as it is by then.',
  })
  @ApiBody({ type: NewAccount })
  @ApiCreatedResponse({ type: AccountAnswer, headers: { Location: { schema: { type: 'string' } } } })
  @Problems(400, 401, 403, 404, 413, 415, 422, 429, 503)
  async add(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<AccountAnswer> {
    const body = readBody(NewAccount, request.body);
    const { email, name, roles, departments } = body;
    const once = this.identity.madeOnce(caller, 'account', {
      key: idempotencyKey(request),
      // Without the password: its keyed digest would be a fast one, where it is kept by a slow one on purpose.
      body: { email, name, roles, departments },
    });
    const account = await answered(this.register.add(caller.municipality, body, once));
    reply.header('location', `/api/v1/accounts/${account.id}`);
    return this.one(reply, account);
  }

  @Patch(':id')
  @HttpCode(200)
  @CreationHeaders()
  @ApiOperation({
    operationId: 'changeAccount',
    summary: 'Change name, roles, departments or password; close, open, unlock',
    description:
      'Rights hold from the next request on. A new password, and closing the account, end its sessions. The last administrator who may sign in stays one.',
  })
  @ApiParam({ name: 'id', description: 'Id of an account', schema: { type: 'string', format: 'uuid' } })
  @ApiBody({ type: AccountChanges })
  @ApiOkResponse({ type: AccountAnswer })
  @Problems(400, 401, 403, 404, 409, 413, 415, 429, 503)
  async change(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() { municipality }: Caller,
  ): Promise<AccountAnswer> {
    const changes = readBody(AccountChanges, request.body);
    if (Object.values(changes).every((value) => value === undefined))
      throw Problem.field('', 'must hold at least one of name, roles, departments, password, disabled, locked');
    const id = idIn(request);
    return this.one(reply, await answered(this.register.update(municipality, id, changes, new Date())));
  }

  private async one(reply: FastifyReply, account: AccountView): Promise<AccountAnswer> {
    reply.header('cache-control', 'private, no-store');
    const [answer] = await this.shown(account.municipalityId, [account]);
    if (answer === undefined) throw new Error('One account has one answer');
    return answer;
  }

  private async shown(municipalityId: string, accounts: readonly AccountView[]): Promise<AccountAnswer[]> {
    const ids = accounts.map(({ id }) => id);
    const emails = accounts.map(({ email }) => email);
    const waysIn = await this.register.waysIn(municipalityId, ids);
    const locks = await this.lockOuts.lockedUntil(municipalityId, emails);
    return accounts.map(({ municipalityId: _, ...account }) => {
      const { secondFactor = false, linked = false } = waysIn.get(account.id) ?? {};
      const until = locks.get(account.email);
      const locked = until === undefined ? {} : { lockedUntil: until.toISOString() };
      return { ...account, secondFactor, linked, ...locked };
    });
  }
}
