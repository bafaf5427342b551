import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catalogueOf } from '../language/catalogues';
import { HtmlPage, Problems } from '../openapi/decorators';
import { Problem } from '../problems/problem';
import { PROBLEM_CODES, PROBLEM_STATUS } from '../problems/problem-table';
import { html } from './html';
import { languageLinks, sendPage } from './page';
import { languageOfPage } from './page-language';

/** What the `type` of a problem document opens. */
@ApiTags('Pages')
@Controller('problems')
export class ProblemController {
  @Get(':code')
  @HtmlPage()
  @ApiParam({ name: 'code', schema: { type: 'string', enum: [...PROBLEM_CODES] } })
  @ApiOperation({ operationId: 'problemPage', summary: 'What the type of a problem document opens' })
  @Problems(404)
  read(@Param('code') wanted: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const code = PROBLEM_CODES.find((known) => known === wanted);
    if (code === undefined) throw new Problem('NOT_FOUND');
    const language = languageOfPage(request);
    const { problems, pages } = catalogueOf(language);
    const { title, detail } = problems[code];
    const body = html`<header>
        ${languageLinks(language, `/problems/${code}`)}
        <h1>${title}</h1>
      </header>
      <main>
        <h2>${pages.problem.heading}</h2>
        <p>${detail}</p>
        <dl>
          <dt>${pages.problem.code}</dt>
          <dd><code>${code}</code></dd>
          <dt>${pages.problem.httpStatus}</dt>
          <dd>${PROBLEM_STATUS[code]}</dd>
        </dl>
        <p>${pages.problem.trace}</p>
        <p><a href="/">${pages.home}</a></p>
      </main>`;
    sendPage(reply, { language, title, body });
  }
}
