import { LANGUAGES, OUTCOMES, REPORT_TYPES } from '@sportello/contracts';
import { TEMPLATES } from '../planning/delivery';
import { codeNumber } from '../testing/events';
import { unbalancedTags } from '../testing/well-formed';
import { render, type MailFacts } from './render';

const [OWN, OTHER] = [codeNumber(1), codeNumber(2)];

const facts: MailFacts = {
  template: 'submitted',
  parameters: {
    type: 'issue',
    dueBy: '2025-12-20T22:59:59.000Z',
    department: 'roads',
    firstTime: true,
    outcome: 'fixed',
    of: OTHER,
  },
  language: 'it',
  code: OWN,
  recipient: OWN,
  name: 'Ada Prova',
  quote: 'Prima riga\nSeconda riga',
  link: `https://comune.example/r/${OWN}#token`,
  municipality: {
    name: 'Comune di Borgo Esempio',
    timeZone: 'Europe/Rome',
    departments: [{ id: 'roads', name: { it: 'Strade', en: 'Roads' } }],
  },
};

const everyMail = LANGUAGES.flatMap((language) =>
  TEMPLATES.flatMap((template) => [OWN, OTHER].map((code): MailFacts => ({ ...facts, language, template, code }))),
);

describe('the mail to a reporter', () => {
  it.each(everyMail)('says $template of $code in $language as it always did', (mail) => {
    const { subject, text } = render(mail);
    expect(`${subject}\n\n${text}`).toMatchSnapshot();
  });

  it('has the same in HTML', () => {
    expect(render(facts).html).toMatchSnapshot();
  });

  it.each(everyMail)('is well formed and declares its language: $template of $code in $language', (mail) => {
    const { html, subject } = render(mail);
    expect(unbalancedTags(html)).toEqual([]);
    expect(html).toContain(`<html lang="${mail.language}">`);
    expect(html).toContain(`href="${mail.link}"`);
    expect(html).toMatch(/<title>.+<\/title>/);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(subject.includes(OWN)).toBe(mail.template !== 'my-reports');
  });

  it.each(everyMail)('leaves no hole when little is known: $template of $code in $language', (mail) => {
    const { name: _name, quote: _quote, ...rest } = mail;
    const { subject, text, html } = render({ ...rest, parameters: { type: 'issue' } });
    expect(`${subject}${text}${html}`).not.toMatch(/undefined|null|NaN|\{\{|\}\}|:\s*\.|<p><\/p>/);
  });

  it('acknowledges a report with the digest of its receipt, where there is one', () => {
    const digest = 'ab'.repeat(32);
    for (const language of LANGUAGES) {
      expect(render({ ...facts, language, parameters: { type: 'issue', digest } }).text).toContain(digest);
      expect(render({ ...facts, language, parameters: { type: 'issue' } }).text).not.toContain('SHA-256');
    }
  });

  it('speaks of reports, suggestions and complaints by their names, and of every outcome', () => {
    for (const language of LANGUAGES) {
      const subjects = REPORT_TYPES.map((type) => render({ ...facts, language, parameters: { type } }).subject);
      expect(new Set(subjects).size).toBe(REPORT_TYPES.length);
      const texts = OUTCOMES.map(
        (outcome) => render({ ...facts, language, template: 'resolved', parameters: { type: 'issue', outcome } }).text,
      );
      expect(new Set(texts).size).toBe(OUTCOMES.length);
    }
  });

  it('gives the due date as a day of the municipality, not of Greenwich', () => {
    expect(render({ ...facts, parameters: { type: 'issue', dueBy: '2025-12-20T23:30:00.000Z' } }).text).toContain(
      '21 dicembre 2025',
    );
  });

  it('calls an office by its id when the file no longer names it', () => {
    const { text } = render({
      ...facts,
      template: 'assigned',
      parameters: { type: 'issue', firstTime: true, department: 'parks' },
    });
    expect(text).toContain('parks');
  });
});

describe('what people wrote', () => {
  const hostile = `<script>alert(1)</script> "x" & {{constructor.constructor 'return process'}} \u202eright\u0000 to left`;

  it('is text, never markup and never a template', () => {
    const { html, text } = render({ ...facts, name: hostile, quote: hostile });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;x&quot; &amp; {{constructor.constructor');
    expect(unbalancedTags(html)).toEqual([]);
    expect(text).toContain('<script>alert(1)</script> "x" & {{constructor.constructor');
    expect(`${html}${text}`).not.toMatch(/[\u202e\u0000]/);
  });

  it('cannot break out of its place: a name stays one line, a quotation stays marked', () => {
    const { text, subject } = render({ ...facts, name: 'Ada\r\nBcc: all@example.org', quote: 'one\n-- \nComune' });
    expect(text).toContain('Buongiorno Ada Bcc: all@example.org,');
    expect(text).toContain('> one\n> -- \n> Comune');
    expect(subject).not.toMatch(/[\r\n]/);
  });
});
