import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Municipalities } from '@sportello/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { municipalityOf } from '../caller/caller.guard';
import { GatewaySettings } from '../gateway-settings';
import { catalogueOf } from '../language/catalogues';
import { HtmlPage, Problems } from '../openapi/decorators';
import { html, type Html } from './html';
import { languageLinks, sendPage } from './page';
import { languageOfPage } from './page-language';

@ApiTags('Pages')
@Controller()
export class LandingController {
  constructor(
    private readonly municipalities: Municipalities,
    private readonly settings: GatewaySettings,
  ) {}

  @Get()
  @HtmlPage()
  @ApiOperation({ operationId: 'landingPage', summary: 'Where everything begins' })
  @Problems(404)
  read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { name, languages, contacts } = municipalityOf(request, this.municipalities);
    const language = languageOfPage(request, languages);
    const { landing } = catalogueOf(language).pages;
    const body = html`<header>
        ${languageLinks(language, '/')}
        <h1>${landing.welcome} ${name}</h1>
      </header>
      <main>
        <p>${landing.introduction}</p>
        <h2>${landing.links}</h2>
        <ul>
          <li><a href="/api/docs">${landing.documentation}</a></li>
          <li><a href="/api/v1/municipality">${landing.api}</a></li>
          <li><a href="/api/v1/reports">${landing.reports}</a></li>
          <li><a href="/my-reports">${landing.myReports}</a></li>
          ${this.settings.demo ? html`<li><a href="/dev/mail">${landing.demoMail}</a></li>` : undefined}
        </ul>
        ${contactList(landing.contacts, Object.values(contacts))}
      </main>`;
    sendPage(reply, { language, title: `${landing.welcome} ${name}`, body });
  }
}

function contactList(title: string, contacts: readonly (string | undefined)[]): Html | undefined {
  const known = contacts.filter((contact) => contact !== undefined);
  if (known.length === 0) return undefined;
  return html`<h2>${title}</h2>
    <ul>
      ${known.map((contact) => html`<li>${contact}</li>`)}
    </ul>`;
}
