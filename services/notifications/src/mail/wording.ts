import type { Outcome, ReportType } from '@sportello/contracts';
import type { Template } from '../planning/delivery';

/** Handlebars sources of one mail. A line that comes out empty is left out. */
export interface MailWording {
  /** After the code. */
  readonly subject: string;
  readonly lines: readonly string[];
  /** What stands before the text that a person wrote, when there is one. */
  readonly quote?: string;
}

/**
 * Everything the mails say in one language. Sources know: `report` ("la tua segnalazione AB12", or for who follows another "il caso AB12"), `your`
 * ("la tua segnalazione"), `recipient` and `code` (codes), `own`, `name`, `municipality`, `department`, `dueBy`, `outcome`, `of`, `firstTime`, `digest`.
 */
export interface Wording {
  readonly locale: string;
  /** "your report", as an object. */
  readonly your: Readonly<Record<ReportType, string>>;
  /** The same report, for somebody whose own is a duplicate of it. */
  readonly joinedCase: string;
  readonly greeting: string;
  /** Why somebody gets mail about a report with another code. */
  readonly joined: string;
  /** The same for who follows a report that is not theirs. */
  readonly following: string;
  readonly link: string;
  readonly linkHint: string;
  /** For who follows: the page is everybody's. */
  readonly publicLinkHint: string;
  /** For who asked for all their reports. */
  readonly myReportsHint: string;
  readonly confirm: string;
  readonly confirmHint: string;
  readonly stopFollowing: string;
  readonly footer: string;
  readonly codeLabel: string;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly mails: Readonly<Record<Template, MailWording>>;
}
