import type { Language } from '@sportello/contracts';
import type { Municipality } from '@sportello/service-kit';
import { create } from 'handlebars';
import type { Parameters, Template } from '../planning/delivery';
import { htmlLayout, textLayout, type LaidOutMail } from './layout';
import { english } from './wording.en';
import { italian } from './wording.it';
import type { Wording } from './wording';

/** What a mail is made of, opened and ready to be read. */
export interface MailFacts {
  readonly template: Template;
  readonly parameters: Parameters;
  readonly language: Language;
  /** Of the report that the news is about. */
  readonly code: string;
  /** Of the recipient's own report. */
  readonly recipient: string;
  /** The recipient's name. */
  readonly name?: string;
  /** What a person wrote, shown as a quotation. */
  readonly quote?: string;
  /** The recipient's own page; of who follows the one of everybody, or the one that confirms. */
  readonly link: string;
  /** Only of who follows a report that is not theirs: the page that ends it. */
  readonly stopLink?: string;
  readonly municipality: Pick<Municipality, 'name' | 'timeZone' | 'departments'>;
}

export interface MailContent {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Values for the wording; the catalogue in `wording.ts` says what each is. */
interface Words extends Omit<Parameters, 'type' | 'dueBy' | 'outcome' | 'department'> {
  readonly your: string;
  readonly own: boolean;
  readonly code: string;
  readonly recipient: string;
  readonly municipality: string;
  readonly name: string | undefined;
  readonly department: string | undefined;
  readonly dueBy: string | undefined;
  readonly outcome: string | undefined;
  readonly report?: string;
}

type LinkWords = Pick<LaidOutMail, 'link' | 'linkLabel' | 'linkHint' | 'stopLink' | 'stopLabel'>;

const WORDINGS: Readonly<Record<Language, Wording>> = { it: italian, en: english };

/** Controls other than tab and line feed, and marks that turn the direction of text: never ours, whatever was let in elsewhere. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

const handlebars = create();
const compiled = new Map<string, HandlebarsTemplateDelegate<Words>>();
const renderHtml = handlebars.compile<LaidOutMail>(htmlLayout, { knownHelpersOnly: true });
const renderText = handlebars.compile<LaidOutMail>(textLayout, { knownHelpersOnly: true, noEscape: true });

/** The mail in the recipient's language. Pure. */
export function render(facts: MailFacts): MailContent {
  const wording = WORDINGS[facts.language];
  const mail = wording.mails[facts.template];
  const words = wordsOf(facts, wording);
  const say = (source: string): string => fill(source, words);
  const title = say(mail.subject);
  const about = facts.template === 'my-reports' ? undefined : words.recipient;
  const subject = about === undefined ? title : `[${about}] ${title}`;
  const laidOut: LaidOutMail = {
    language: facts.language,
    subject,
    title,
    greeting: say(wording.greeting),
    lines: [...introduction(facts, wording), ...mail.lines].map(say).filter((line) => line !== ''),
    ...quotation(facts, mail.quote),
    ...linkWords(facts, wording),
    codeLabel: wording.codeLabel,
    ...(about === undefined ? {} : { code: about }),
    footer: say(wording.footer),
  };
  return { subject, text: renderText(laidOut), html: renderHtml(laidOut) };
}

/** Why somebody gets mail about a report that is not theirs. */
function introduction({ template, code, recipient, stopLink }: MailFacts, wording: Wording): readonly string[] {
  if (template === 'follow-confirmation' || code === recipient) return [];
  return [stopLink === undefined ? wording.joined : wording.following];
}

function linkWords({ template, link, stopLink }: MailFacts, wording: Wording): LinkWords {
  if (template === 'follow-confirmation') return { link, linkLabel: wording.confirm, linkHint: wording.confirmHint };
  if (template === 'my-reports') return { link, linkLabel: wording.link, linkHint: wording.myReportsHint };
  if (stopLink === undefined) return { link, linkLabel: wording.link, linkHint: wording.linkHint };
  return {
    link,
    linkLabel: wording.link,
    linkHint: wording.publicLinkHint,
    stopLink,
    stopLabel: wording.stopFollowing,
  };
}

function wordsOf(facts: MailFacts, wording: Wording): Words {
  const { parameters, municipality, language } = facts;
  const own = facts.code === facts.recipient;
  const { digest, firstTime, of } = parameters;
  const words: Words = {
    ...(digest === undefined ? {} : { digest }),
    ...(firstTime === undefined ? {} : { firstTime }),
    ...(of === undefined ? {} : { of }),
    your: wording.your[parameters.type],
    own,
    code: facts.code,
    recipient: facts.stopLink === undefined ? facts.recipient : facts.code,
    municipality: oneLine(municipality.name),
    name: facts.name === undefined ? undefined : oneLine(facts.name),
    department:
      municipality.departments.find(({ id }) => id === parameters.department)?.name[language] ?? parameters.department,
    dueBy: parameters.dueBy === undefined ? undefined : day(parameters.dueBy, wording.locale, municipality.timeZone),
    outcome: parameters.outcome === undefined ? undefined : wording.outcomes[parameters.outcome],
  };
  return { ...words, report: own ? `${words.your} ${facts.code}` : fill(wording.joinedCase, words) };
}

function quotation({ quote }: MailFacts, label: string | undefined): Partial<LaidOutMail> {
  const text = quote?.replace(UNSAFE, '').trim();
  return text && label !== undefined ? { quote: text, quotedLines: text.split('\n'), quoteLabel: label } : {};
}

/** The source is ours, the values are data: what people wrote is never compiled. Not escaped here: the layout does that, once. */
function fill(source: string, words: Words): string {
  const known = compiled.get(source) ?? handlebars.compile<Words>(source, { knownHelpersOnly: true, noEscape: true });
  compiled.set(source, known);
  return oneLine(known(words));
}

function oneLine(text: string): string {
  return text.replace(UNSAFE, '').replace(/\s+/g, ' ').trim();
}

/** To make one costs far more than to use it; there are as many as languages times time zones. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

function day(iso: string, locale: string, timeZone: string): string {
  const key = `${locale} ${timeZone}`;
  const format = dayFormats.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone });
  dayFormats.set(key, format);
  return format.format(new Date(iso));
}
