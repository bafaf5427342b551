import type { Language } from '@sportello/contracts';
import type { FastifyReply } from 'fastify';
import { catalogueOf } from '../../language/catalogues';
import { html, scriptJson } from '../../pages/html';
import { sendPage } from '../../pages/page';
import type { Problem } from '../../problems/problem';

/**
 * A page of our own between the provider's and where the person wants to go: what a page of ours leads to carries the session's cookie
 * (`SameSite=Strict`), what the provider's leads to does not.
 */
export function sendSignedIn(reply: FastifyReply, language: Language, returnTo: string): void {
  const { signIn } = catalogueOf(language).pages;
  const body = html`<main>
    <h1>${signIn.done}</h1>
    <p><a href="${returnTo}">${signIn.goOn}</a></p>
  </main>`;
  sendPage(reply, { language, title: signIn.done, body, script: html`location.replace(${scriptJson(returnTo)})` });
}

export function sendNotSignedIn(reply: FastifyReply, language: Language, problem: Problem, again: string): void {
  const { problems, pages } = catalogueOf(language);
  const { title, detail } = problems[problem.code];
  const body = html`<main>
    <h1>${title}</h1>
    <p>${detail}</p>
    <p><a href="${again}">${pages.signIn.again}</a></p>
    <p><a href="/">${pages.home}</a></p>
  </main>`;
  reply.headers(problem.headers);
  sendPage(reply, { language, title, body }, problem.status);
}
