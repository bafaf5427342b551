import type {
  Channel,
  Outcome,
  PersonalDataPart,
  PersonalDataRoute,
  ReportStatus,
  ResponseAction,
  TimelineStepKind,
} from '@sportello/contracts';
import type { ProblemCode } from '../problems/problem-table';

export interface ProblemText {
  readonly title: string;
  /** What happened and what the caller can do about it. */
  readonly detail: string;
}

/** The texts of the HTML pages. */
export interface PageTexts {
  readonly landing: {
    readonly welcome: string;
    readonly introduction: string;
    readonly links: string;
    readonly api: string;
    readonly documentation: string;
    readonly reports: string;
    readonly myReports: string;
    readonly contacts: string;
    readonly demoMail: string;
  };
  readonly status: {
    readonly title: string;
    readonly loading: string;
    readonly notFound: string;
    readonly unreachable: string;
    readonly state: string;
    readonly submitted: string;
    readonly due: string;
    readonly category: string;
    readonly department: string;
    readonly place: string;
    readonly description: string;
    readonly history: string;
    readonly live: string;
    readonly notLive: string;
    readonly withheld: string;
    readonly noScript: string;
    /** What who reported can do on the page. */
    readonly forms: {
      readonly information: string;
      readonly answer: string;
      readonly rating: string;
      readonly comment: string;
      readonly withdrawal: string;
      readonly reason: string;
      readonly withdraw: string;
      readonly send: string;
      readonly sent: string;
      readonly notSent: string;
    };
  };
  /** The page that mails to followers open. */
  readonly follow: {
    readonly title: string;
    readonly pending: string;
    readonly active: string;
    readonly ended: string;
    readonly gone: string;
    readonly confirm: string;
    readonly stop: string;
  };
  /** Where somebody finds their reports again. */
  readonly myReports: {
    readonly title: string;
    readonly asking: string;
    readonly email: string;
    readonly ask: string;
    readonly asked: string;
    readonly opening: string;
    readonly open: string;
    readonly more: string;
    readonly none: string;
    readonly expired: string;
    readonly unreachable: string;
    readonly noScript: string;
  };
  readonly problem: {
    readonly heading: string;
    readonly code: string;
    readonly httpStatus: string;
    readonly trace: string;
  };
  readonly docs: {
    readonly title: string;
    readonly introduction: string;
    readonly document: string;
    readonly parameters: string;
    readonly body: string;
    readonly answers: string;
  };
  readonly mail: {
    readonly title: string;
    readonly introduction: string;
    readonly none: string;
    readonly to: string;
    readonly at: string;
    readonly filter: string;
    readonly show: string;
  };
  /** After the provider led back. */
  readonly signIn: { readonly done: string; readonly goOn: string; readonly again: string };
  readonly home: string;
}

/** Everything that people read in one language. A missing entry does not compile. */
export interface Catalogue {
  readonly statuses: Readonly<Record<ReportStatus, string>>;
  readonly steps: Readonly<Record<TimelineStepKind, string>>;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly channels: Readonly<Record<Channel, string>>;
  /** Of places that lie in none, and of no place. */
  readonly noArea: string;
  /** By stored event type; one that is not here is shown by its type. */
  readonly events: Readonly<Record<string, string>>;
  /** What response templates are for. */
  readonly responses: Readonly<Record<ResponseAction, string>>;
  /** Of the record of who read personal data: where, and what. */
  readonly reads: {
    readonly routes: Readonly<Record<PersonalDataRoute, string>>;
    readonly parts: Readonly<Record<PersonalDataPart, string>>;
  };
  readonly problems: Readonly<Record<ProblemCode, ProblemText>>;
  readonly pages: PageTexts;
}
