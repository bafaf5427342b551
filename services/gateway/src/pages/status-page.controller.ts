import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isReportCode, readReportCode } from '@sportello/contracts';
import { Municipalities } from '@sportello/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { municipalityOf } from '../caller/caller.guard';
import { catalogueOf } from '../language/catalogues';
import { CodeParameter, HtmlPage, Problems } from '../openapi/decorators';
import { html, Html, scriptJson } from './html';
import { languageLinks, sendPage } from './page';
import { languageOfPage } from './page-language';
import { reporterForms } from './reporter-forms';
import { STATUS_SCRIPT } from './status-page.script';

/** The page that links in mails open. The token stands after the `#`: it reaches neither our logs nor a proxy's, and the script sends it as a header. */
@ApiTags('Pages')
@Controller('r')
export class StatusPageController {
  constructor(private readonly municipalities: Municipalities) {}

  @Get(':code')
  @HtmlPage()
  @CodeParameter()
  @ApiOperation({
    operationId: 'statusPage',
    summary: 'The status page of a report',
    description: 'The tracking token stands after the # and is read by the page alone. 404 is a page too.',
  })
  @Problems(404)
  read(@Param('code') typed: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const municipality = municipalityOf(request, this.municipalities);
    const language = languageOfPage(request, municipality.languages);
    const { status: texts, home } = catalogueOf(language).pages;
    const code = readReportCode(typed);
    const known = isReportCode(code);
    const body = html`<header>
        ${languageLinks(language, known ? `/r/${code}` : '/')}
        <p>${municipality.name}</p>
        <h1>${texts.title} ${known ? code : undefined}</h1>
      </header>
      <main>
        <noscript><p>${texts.noScript}</p></noscript>
        <p id="message" role="status" aria-live="polite">${known ? texts.loading : texts.notFound}</p>
        <section id="report" hidden>
          <p class="status" id="status" role="status" aria-live="polite"></p>
          <dl id="facts"></dl>
          <p id="subject"><strong></strong></p>
          <p id="description" class="text"></p>
          ${reporterForms(texts.forms)}
          <h2>${texts.history}</h2>
          <ol class="steps" id="steps"></ol>
          <p><small id="live"></small></p>
        </section>
      </main>
      <footer><a href="/">${home}</a></footer>`;
    const page = { language, title: `${texts.title} ${known ? code : ''}`.trim(), body };
    if (!known) return sendPage(reply, page, 404);
    const given = scriptJson({
      code,
      language,
      timeZone: municipality.timeZone,
      municipality: municipality.slug,
      texts,
    });
    sendPage(reply, { ...page, script: html`const given = ${given};${new Html(STATUS_SCRIPT)}` });
  }
}
