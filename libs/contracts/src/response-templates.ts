import type { ListPage } from './report-views';
import type { Language } from './vocabulary';

/** What an office writes with a template: a public note, a question to who reported, the word at the end. */
export const RESPONSE_ACTIONS = ['note', 'question', 'resolution', 'rejection'] as const;
export type ResponseAction = (typeof RESPONSE_ACTIONS)[number];

/**
 * What a template may have filled in, each written in braces. `department`: in charge, before that the one proposed; `deadline` and `submitted`: days
 * by the calendar of the Comune.
 */
export const PLACEHOLDERS = [
  'code',
  'subject',
  'category',
  'department',
  'deadline',
  'submitted',
  'municipality',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** In one Comune. */
export const MAX_RESPONSE_TEMPLATES = 500;
/** In UTF-16 code units. */
export const MAX_RESPONSE_TEXT = 1_500;
/** Filled in it must still fit where it is sent: as long as a note, a question or an answer may be. In UTF-16 code units. */
export const MAX_FILLED_TEXT = 2_000;
/** In one reply: so many of the longest that there may be still fit a message of the bus, filled in. */
export const MAX_RESPONSE_TEMPLATES_PAGE = 20;

/** What may stand in place of each at most, in UTF-16 code units, as reports and files of municipalities are checked; a day is shorter. */
const LONGEST: Readonly<Record<Placeholder, number>> = {
  code: 11,
  subject: 200,
  category: 200,
  department: 200,
  deadline: 20,
  submitted: 20,
  municipality: 200,
};

export interface ResponseTexts {
  readonly it: string;
  readonly en?: string;
}

/** A text with everything filled in that is known. Nothing of it is sent: whoever answers reads it, changes it and sends it. */
export interface FilledText {
  /** That of who reported, when there is a text in it; else Italian. */
  readonly language: Language;
  readonly text: string;
  /** Those that nobody can fill in any more, left as they are. */
  readonly missing: readonly Placeholder[];
}

/** What offices write again and again. */
export interface ResponseTemplate {
  readonly id: string;
  readonly action: ResponseAction;
  /** What it is found by; nobody but the staff reads it. */
  readonly title: string;
  /** Ids of the departments that it is for; none: for all. */
  readonly departments: readonly string[];
  /** Slugs of the categories that it is for; none: for all. */
  readonly categories: readonly string[];
  readonly texts: ResponseTexts;
  /** How often it was changed. */
  readonly revision: number;
  /** For the report that was asked about. */
  readonly filled?: FilledText;
}

/** The reply to `reports.response-templates`. */
export type ResponseTemplatesPage = ListPage<ResponseTemplate>;

const BRACES = /\{([^{}]*)\}|[{}]/gu;

/** What stands in braces, or is half a pair of them, and is none of the placeholders. */
export function unknownPlaceholders(text: string): readonly string[] {
  return [...text.matchAll(BRACES)].flatMap(([whole, name]) => (isPlaceholder(name) ? [] : [whole]));
}

/** The placeholders of a text, in the order in which they stand, each as often as it does. */
export function placeholdersOf(text: string): readonly Placeholder[] {
  return [...text.matchAll(BRACES)].flatMap(([, name]) => (isPlaceholder(name) ? [name] : []));
}

/** How long the text may become once it is filled in, in UTF-16 code units. */
export function longestFilled(text: string): number {
  const braces = '{}'.length;
  return placeholdersOf(text).reduce((length, name) => length + LONGEST[name] - name.length - braces, text.length);
}

/** The text with what `values` knows in place of its placeholders. What is filled in is not looked at again. */
export function fillIn(
  text: string,
  values: Readonly<Partial<Record<Placeholder, string>>>,
): { readonly text: string; readonly missing: readonly Placeholder[] } {
  const missing = placeholdersOf(text).filter((name) => values[name] === undefined);
  const filled = text.replaceAll(BRACES, (whole, name: string | undefined) =>
    isPlaceholder(name) ? (values[name] ?? whole) : whole,
  );
  return { text: filled, missing: [...new Set(missing)] };
}

function isPlaceholder(name: string | undefined): name is Placeholder {
  return PLACEHOLDERS.some((known) => known === name);
}
