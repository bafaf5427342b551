import type { Channel, Language, RefusalCode, ReportContent } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Refused } from '@sportello/messaging';
import type { BlindIndex, KeyPurpose } from '@sportello/postgres';
import type { Municipality } from '@sportello/service-kit';
import type { ReportCommandOf } from '../domain/report';
import type { ToRoute } from '../domain/routing';
import { searchTokens } from '../personal-data/search-tokens';
import type { Ruled } from './deadlines';
import { coordinatesOf, refusalOfPlace } from './place';
import { problemsOfAnswers } from './submit-report/answers-check';

/** What routing looks at. */
export function toRoute({ type, category, private: privateAsked }: ReportContent): ToRoute {
  return { kind: type, category, privateAsked: privateAsked === true };
}

/** What the municipality's rules have against a new report. @throws Refused when the answers do not fit the category's questions */
export function refusalOfContent(
  content: ReportContent,
  municipality: Municipality,
  language: Language,
): Rejection<RefusalCode> | undefined {
  const category = municipality.categories.find(({ slug }) => slug === content.category);
  if (!category) return reject('UNKNOWN_CATEGORY');
  const elsewhere = refusalOfPlace(municipality, coordinatesOf(content.location));
  if (elsewhere) return elsewhere;
  const errors = problemsOfAnswers(category, content.answers ?? {}, language);
  if (errors.length > 0)
    throw new Refused({ code: 'INVALID_REQUEST', detail: 'The answers do not fit the category', errors });
  return undefined;
}

/** What people wrote, and then who they are when they said so, each to be sealed under its own key. */
export function partsToSeal({
  subject,
  description,
  location,
  answers,
  reporter,
}: ReportContent): readonly [SealedPart, ...SealedPart[]] {
  const contact = present({ name: reporter?.name, email: reporter?.email, phone: reporter?.phone });
  const text = { subject, description, ...present({ address: location?.address, answers }) };
  const hasContact = Object.keys(contact).length > 0;
  return [{ purpose: 'text', plain: text }, ...(hasContact ? [{ purpose: 'reporter' as const, plain: contact }] : [])];
}

export interface SealedPart {
  readonly purpose: KeyPurpose;
  readonly plain: object;
}

/** Everything of a new report that the rules and the keys do not say of themselves. */
export interface NewReport {
  readonly code: string;
  readonly channel: Channel;
  readonly content: ReportContent;
  readonly municipalityId: string;
  readonly language: Language;
  readonly ruled: Ruled;
  readonly sealedText: string;
  readonly sealedReporter?: string | undefined;
}

/** What the submission says: nothing that people wrote, nor who they are, can be read in it. */
export function submissionOf(report: NewReport, blindIndex: BlindIndex): ReportCommandOf<'SubmitReport'>['data'] {
  const { code, channel, content, municipalityId, language, ruled, sealedText, sealedReporter } = report;
  const location = coordinatesOf(content.location);
  const contacts = [content.reporter?.email, content.reporter?.phone].filter((contact) => contact !== undefined);
  const words = [content.subject, content.description, content.location?.address ?? ''].join('\n');
  return {
    code,
    kind: content.type,
    category: content.category,
    channel,
    ...ruled,
    ...(location ? { location } : {}),
    language,
    sealedText,
    ...(sealedReporter === undefined ? {} : { sealedReporter }),
    contactHmacs: contacts.map((contact) => blindIndex.contact(municipalityId, contact)),
    searchTokens: searchTokens(blindIndex, municipalityId, words),
    attachments: content.attachments ?? [],
  };
}

/** Leaves out what is not there. */
export function present<Values extends object>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Values>;
}
