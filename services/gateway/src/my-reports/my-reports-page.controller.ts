import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Municipalities } from '@sportello/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { municipalityOf } from '../caller/caller.guard';
import { catalogueOf } from '../language/catalogues';
import { HtmlPage, Problems } from '../openapi/decorators';
import { html, Html, scriptJson } from '../pages/html';
import { languageLinks, sendPage } from '../pages/page';
import { languageOfPage } from '../pages/page-language';
import { MY_REPORTS_SCRIPT } from './my-reports.script';

/**
 * Where a link to one's reports is asked for, and what it opens. Its token stands after the `#` and reaches no server by itself: programs that look
 * at links before people do get a page without anything of anybody. A button sends it, as a header.
 */
@ApiTags('Pages')
@Controller('my-reports')
export class MyReportsPageController {
  constructor(private readonly municipalities: Municipalities) {}

  @Get()
  @HtmlPage()
  @ApiOperation({ operationId: 'myReportsPage', summary: 'Find one’s own reports again' })
  @Problems(404)
  read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const municipality = municipalityOf(request, this.municipalities);
    const language = languageOfPage(request, municipality.languages);
    const { myReports: texts, home } = catalogueOf(language).pages;
    const body = html`<header>
        ${languageLinks(language, '/my-reports')}
        <p>${municipality.name}</p>
        <h1>${texts.title}</h1>
      </header>
      <main>
        <noscript><p>${texts.noScript}</p></noscript>
        <p id="message" role="status" tabindex="-1"></p>
        <form id="opening" method="post" hidden>
          <p>${texts.opening}</p>
          <button>${texts.open}</button>
        </form>
        <ul id="reports" hidden></ul>
        <p><button id="more" type="button" hidden>${texts.more}</button></p>
        <form id="asking" method="post" hidden>
          <p>${texts.asking}</p>
          <label for="email">${texts.email}</label>
          <input id="email" name="email" type="email" autocomplete="email" maxlength="254" required />
          <button>${texts.ask}</button>
        </form>
      </main>
      <footer><a href="/">${home}</a></footer>`;
    const given = scriptJson({ language, timeZone: municipality.timeZone, municipality: municipality.slug, texts });
    const script = html`const given = ${given};${new Html(MY_REPORTS_SCRIPT)}`;
    sendPage(reply, { language, title: texts.title, body, script });
  }
}
