import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Language } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catalogueOf } from '../language/catalogues';
import { html, type Html } from '../pages/html';
import { languageLinks, sendPage } from '../pages/page';
import { languageOfPage } from '../pages/page-language';
import { HtmlPage } from './decorators';
import { operationsOf, type DescribedOperation } from './operations';
import { PublishedDocument } from './published-document';

/** The OpenAPI document, and the same for people: one page without scripts, from the same document. */
@ApiTags('Pages')
@Controller('api')
export class DocsController {
  constructor(private readonly published: PublishedDocument) {}

  @Get('openapi.json')
  @ApiOperation({ operationId: 'openApi', summary: 'This document (OpenAPI 3.1)' })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } } } })
  document(@Res() reply: FastifyReply): void {
    reply
      .headers({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-cache',
        'access-control-allow-origin': '*',
      })
      .send(this.published.text);
  }

  @Get('docs')
  @HtmlPage()
  @ApiOperation({ operationId: 'docs', summary: 'This document for people' })
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const language = languageOfPage(request);
    const { docs } = catalogueOf(language).pages;
    const operations = operationsOf(this.published.document);
    const tags = [...new Set(operations.map(({ tag }) => tag))];
    const body = html`<header>
        ${languageLinks(language, '/api/docs')}
        <h1>${docs.title}</h1>
      </header>
      <main>
        <p>${docs.introduction} <a href="/api/openapi.json">${docs.document}</a></p>
        ${tags.map(
          (tag) =>
            html`<h2>${tag}</h2>
              ${operations.filter((operation) => operation.tag === tag).map((operation) => article(operation, language))}`,
        )}
      </main>`;
    sendPage(reply, { language, title: docs.title, body });
  }
}

function article(operation: DescribedOperation, language: Language): Html {
  const { docs } = catalogueOf(language).pages;
  return html`<article id="${operation.id}">
    <h3><span class="method">${operation.method}</span> <code>${operation.path}</code></h3>
    <p>${operation.summary}</p>
    ${operation.description === undefined ? undefined : html`<p>${operation.description}</p>`}
    ${
      operation.parameters.length === 0
        ? undefined
        : html`<h4>${docs.parameters}</h4>
            <ul>
              ${operation.parameters.map(({ name, where, description }) => html`<li><code>${name}</code> (${where})${description === undefined ? undefined : `: ${description}`}</li>`)}
            </ul>`
    }
    ${
      operation.body === undefined
        ? undefined
        : html`<details>
            <summary>${docs.body}</summary>
            <pre>${operation.body}</pre>
          </details>`
    }
    <p>${docs.answers}: ${operation.answers.join(', ')}</p>
  </article>`;
}
