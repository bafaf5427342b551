import { randomBytes } from 'node:crypto';
import type { Language } from '@sportello/contracts';
import type { FastifyReply } from 'fastify';
import { html, Html } from './html';
import { STYLE } from './style';

export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** Runs at the end of the page; its text must be ours alone. */
  readonly script?: Html;
}

/** Sends an HTML page whose policy lets only its own style and script run (CSP level 3, nonces) and only this origin be asked. */
export function sendPage(reply: FastifyReply, page: Page, status = 200): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const { language, title, body, script } = page;
  const document = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style nonce="${nonce}">
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${body}
        ${
          script === undefined
            ? undefined
            : html`<script nonce="${nonce}">
                ${script};
              </script>`
        }
      </body>
    </html> `;
  reply
    .code(status)
    .headers({
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'content-language': language,
      vary: 'Accept-Language',
    })
    .type('text/html; charset=utf-8')
    .send(document.text);
}

/** The same page in the other language. */
export function languageLinks(language: Language, path: string): Html {
  return html`<nav aria-label="Lingua / Language">
    <a
      href="${path}?lang=it"
      lang="it"
      hreflang="it"
      ${language === 'it' ? new Html(' aria-current="true"') : undefined}
      >Italiano</a
    >
    ·
    <a
      href="${path}?lang=en"
      lang="en"
      hreflang="en"
      ${language === 'en' ? new Html(' aria-current="true"') : undefined}
      >English</a
    >
  </nav>`;
}
