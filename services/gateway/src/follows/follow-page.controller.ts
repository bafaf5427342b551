import { Controller, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SUBJECTS, type Follow } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard } from '../caller/caller.guard';
import { Services } from '../caller/services';
import { TakesForm } from '../http/takes-form';
import { catalogueOf } from '../language/catalogues';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { HtmlPage, Problems } from '../openapi/decorators';
import { html, type Html } from '../pages/html';
import { languageLinks, sendPage } from '../pages/page';
import { languageOfPage } from '../pages/page-language';
import { Problem } from '../problems/problem';
import { followToken } from './follow-token';

/** What a follow is after a call; `gone` when there is none any more, or never was. */
type Shown = Follow | 'gone' | 'ended';

/** The page that mails to followers open. Programs that look at links before people do open it too: reading changes nothing, a button does. */
@ApiTags('Pages')
@Controller('follows/:token')
@ApiParam({ name: 'token', description: 'From a mail' })
@UseGuards(RateLimitGuard, CallerGuard)
export class FollowPageController {
  constructor(private readonly services: Services) {}

  @Get()
  @HtmlPage()
  @ApiOperation({ operationId: 'followPage', summary: 'Confirm or stop following, by a button' })
  @Problems(404, 429, 503)
  async read(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<void> {
    const shown = await this.ask<Follow>(SUBJECTS.readFollow, token, caller);
    this.show(shown, token, request, reply, caller);
  }

  @Post('confirmation')
  @HttpCode(200)
  @TakesForm()
  @HtmlPage()
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiOperation({ operationId: 'confirmFollow', summary: 'The button that confirms' })
  @Problems(404, 415, 429, 503)
  async confirm(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<void> {
    const shown = await this.ask<Follow>(SUBJECTS.confirmFollow, token, caller);
    this.show(shown, token, request, reply, caller);
  }

  @Post()
  @HttpCode(200)
  @TakesForm()
  @HtmlPage()
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiOperation({
    operationId: 'unsubscribeFollow',
    summary: 'The button that stops; also of mail programs (RFC 8058)',
  })
  @Problems(404, 415, 429, 503)
  async stop(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<void> {
    const answer = await this.ask<object>(SUBJECTS.endFollow, token, caller);
    this.show(answer === 'gone' ? 'gone' : 'ended', token, request, reply, caller);
  }

  private async ask<T>(subject: string, token: string, caller: Caller): Promise<T | 'gone'> {
    try {
      return await this.services.ask<T>(subject, followToken(token), queryContext(caller));
    } catch (error) {
      if (error instanceof Problem && error.code === 'NOT_FOUND') return 'gone';
      throw error;
    }
  }

  private show(shown: Shown, token: string, request: FastifyRequest, reply: FastifyReply, caller: Caller): void {
    const { municipality } = caller;
    const language = languageOfPage(request, municipality.languages);
    const { follow: texts, home } = catalogueOf(language).pages;
    const path = `/follows/${encodeURIComponent(token)}`;
    const body = html`<header>
        ${languageLinks(language, shown === 'gone' || shown === 'ended' ? '/' : path)}
        <p>${municipality.name}</p>
        <h1>${texts.title}</h1>
      </header>
      <main>
        ${
          shown === 'gone' || shown === 'ended'
            ? html`<p role="status">${texts[shown]}</p>`
            : html`<p role="status">${texts[shown.state]}</p>
                <ul>
                  ${shown.reports.map((code) => html`<li><a href="/r/${code}">${code}</a></li>`)}
                </ul>
                ${shown.state === 'pending' ? button(`${path}/confirmation`, language, texts.confirm) : undefined}
                ${button(path, language, texts.stop)}`
        }
      </main>
      <footer><a href="/">${home}</a></footer>`;
    sendPage(reply, { language, title: texts.title, body }, shown === 'gone' ? 404 : 200);
  }
}

function button(path: string, language: string, label: string): Html {
  return html`<form method="post" action="${path}?lang=${language}"><button>${label}</button></form>`;
}
