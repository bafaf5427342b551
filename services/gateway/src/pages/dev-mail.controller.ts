import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiQuery, ApiTags } from '@nestjs/swagger';
import { DevMailQuery, SUBJECTS, type DevMail, type Language } from '@sportello/contracts';
import { asService } from '@sportello/messaging';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readQuery } from '../caller/read-body';
import { Services } from '../caller/services';
import { traceOf } from '../http/trace';
import { catalogueOf } from '../language/catalogues';
import { HtmlPage, Problems } from '../openapi/decorators';
import { DemoOnly } from './demo-only.guard';
import { html, type Html } from './html';
import { languageLinks, sendPage } from './page';
import { languageOfPage } from './page-language';

/** One message of `GET /dev/mail.json`. */
export class DevMailDocument implements DevMail {
  @ApiProperty() id!: string;
  @ApiProperty() channel!: string;
  @ApiProperty() to!: string;
  @ApiProperty() subject!: string;
  @ApiProperty() text!: string;
  @ApiProperty() html!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) headers!: Readonly<Record<string, string>>;
  @ApiProperty({ format: 'date-time' }) at!: string;
}

/** The mailbox of the demonstration: what would have left. */
@ApiTags('Pages')
@Controller('dev')
@UseGuards(DemoOnly)
export class DevMailController {
  constructor(private readonly services: Services) {}

  @Get('mail.json')
  @ApiOperation({ operationId: 'devMails', summary: 'Messages that would have left (demo only)' })
  @ApiQuery({ type: DevMailQuery })
  @ApiOkResponse({ type: [DevMailDocument] })
  @Problems(400, 404, 503)
  json(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<readonly DevMail[]> {
    reply.header('cache-control', 'no-store');
    return this.mails(request);
  }

  @Get('mail')
  @HtmlPage()
  @ApiOperation({ operationId: 'devMailPage', summary: 'The same for people (demo only)' })
  @ApiQuery({ type: DevMailQuery })
  @Problems(400, 404, 503)
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const mails = await this.mails(request);
    const language = languageOfPage(request);
    const { mail: texts } = catalogueOf(language).pages;
    const body = html`<header>
        ${languageLinks(language, '/dev/mail')}
        <h1>${texts.title}</h1>
      </header>
      <main>
        <p>${texts.introduction}</p>
        <form method="get" action="/dev/mail">
          <label>${texts.filter} <input name="to" type="email" /></label> <button>${texts.show}</button>
        </form>
        ${mails.length === 0 ? html`<p>${texts.none}</p>` : mails.map((mail) => mailArticle(mail, language))}
      </main>`;
    sendPage(reply, { language, title: texts.title, body });
  }

  private mails(request: FastifyRequest): Promise<readonly DevMail[]> {
    const { id } = traceOf(request.raw);
    const context = asService('gateway', { correlationId: id, causationId: id });
    const { to = '' } = readQuery(DevMailQuery, request.query);
    // A form left empty sends its field all the same.
    const query: DevMailQuery = to.trim() === '' ? {} : { to: to.trim() };
    return this.services.ask<readonly DevMail[]>(SUBJECTS.devMail, query, context);
  }
}

function mailArticle({ to, subject, text, at }: DevMail, language: Language): Html {
  const { mail: texts } = catalogueOf(language).pages;
  return html`<article>
    <h2>${subject}</h2>
    <p>${texts.to}: ${to} · ${texts.at} <time datetime="${at}">${at}</time></p>
    <pre>${linked(text)}</pre>
  </article>`;
}

const ADDRESS = /(https?:\/\/[^\s<>"]+)/;

/** The text with its web addresses to click on. */
function linked(text: string): readonly Html[] {
  return text.split(ADDRESS).map((part) => (ADDRESS.test(part) ? html`<a href="${part}">${part}</a>` : html`${part}`));
}
