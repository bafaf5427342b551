import type { Role } from '@sportello/contracts';
import { canary } from './canaries';
import { firstDepartmentOf, placeIn } from './comuni';
import { administers } from './oracle';
import type { Generated, Narrowing } from './requests';
import { emailOf } from './reports';
import type { Kind } from './rules';
import { templateBody } from './templates';

/** What an operation shows, and to whom. */
export interface Route {
  /** The rule that its answers keep, of `RULES`. */
  readonly kind: Kind;
  /** Who of the staff gets in at all; absent: everybody. */
  readonly roles?: readonly Role[];
  /** What its list can be narrowed by. */
  readonly takes?: readonly Narrowing[];
  readonly query?: (request: Generated) => Readonly<Record<string, string>>;
  /** In its path: else the code of `about`, the file of `other` and the token of `follow`. */
  readonly parameters?: (request: Generated) => Readonly<Record<string, string>>;
  /** What is sent. Changes are asked for against a revision that no report has: whoever may make them changes nothing. */
  readonly body?: (request: Generated) => object;
  /** What it asks for as a bearer token in place of a session. */
  readonly bearer?: (request: Generated) => string;
  /** An answer without an end: its head and first piece are enough. */
  readonly endless?: true;
}

const WORKERS: readonly Role[] = ['operator', 'department', 'department_head'];
const FRONT_OFFICE: readonly Role[] = ['operator'];
const HEADS: readonly Role[] = ['operator', 'department_head'];
const STAFF: readonly Role[] = [...WORKERS, 'editor', 'administrator'];
const ADMINISTRATORS: readonly Role[] = ['administrator'];
const TEMPLATE_READERS: readonly Role[] = [...WORKERS, 'administrator'];
const TEMPLATE_KEEPERS: readonly Role[] = [...HEADS, 'administrator'];

const office = (body?: Route['body'], roles = WORKERS): Route => ({
  kind: 'office',
  roles,
  ...(body === undefined ? {} : { body }),
});
const mine = (body: Route['body']): Route => ({ kind: 'mine', ...(body === undefined ? {} : { body }) });
const note = { note: 'Prova' };
const reason = { reason: 'Prova' };
/** Refused for its body, before anything comes of it. */
const nothing = (): object => ({});

const NO_SUCH_ID = '00000000-0000-4000-8000-000000000000';
const NO_SUCH_TOKEN = 'a'.repeat(43);
const template = ({ template: { id } }: Generated) => ({ id });
const member = ({ member: { account } }: Generated) => ({ id: account });
/** What would be gone afterwards is asked for by those alone who must not get it. */
const sparingAccount = (request: Generated) => ({
  id: administers(request) && isOwn(request) ? NO_SUCH_ID : request.member.account,
});
const sparingSession = (request: Generated) => ({
  id: administers(request) && isOwn(request) ? NO_SUCH_ID : request.member.session,
});
const sparingFollow = ({ follow, municipality }: Generated) => ({
  token: follow.municipality === municipality ? NO_SUCH_TOKEN : follow.token,
});

function isOwn({ member: { municipality: its }, municipality }: Generated): boolean {
  return its === municipality;
}

/** Every operation of the API's description. Whoever adds one says here what it shows and to whom: without that the suite fails. */
export const ROUTES: Readonly<Record<string, Route>> = {
  // citizens
  readMunicipality: { kind: 'open' },
  listReports: { kind: 'list', takes: ['word', 'category'] },
  submitReport: { kind: 'open', body: nothing },
  uploadAttachment: { kind: 'open', body: nothing },
  readReport: { kind: 'page' },
  followReport: { kind: 'live', endless: true },
  readReceipt: { kind: 'receipt' },
  readAttachment: { kind: 'file' },
  readThumbnail: { kind: 'thumbnail', parameters: ({ other }) => ({ id: other.picture }) },
  similarReports: {
    kind: 'suggestions',
    body: ({ municipality, other }) => ({
      category: other.category,
      location: placeIn(municipality),
      subject: canary(other.number, 'subject'),
    }),
  },
  attachFile: { kind: 'attach', body: ({ other }) => ({ attachment: other.attachment }) },
  provideInformation: mine(() => ({ answer: 'Qui' })),
  rateReport: mine(() => ({ rating: 3 })),
  withdrawReport: mine(() => reason),
  reopenOwnReport: mine(() => reason),
  eraseReporter: mine(nothing),
  exportReport: { kind: 'dossier' },
  askForMyReports: { kind: 'open', body: ({ other }) => ({ email: emailOf(other.number) }) },
  listMyReports: { kind: 'linked', bearer: ({ other }) => other.link },
  followReports: {
    kind: 'wish',
    body: ({ other, municipality }) => ({
      channel: 'email',
      address: `wishes@${municipality}.example`,
      reports: [other.code],
    }),
  },
  readFollow: { kind: 'follow' },
  followPage: { kind: 'follow' },
  confirmFollow: { kind: 'follow' },
  unsubscribeFollow: { kind: 'never', parameters: sparingFollow },
  endFollow: { kind: 'never', parameters: sparingFollow },

  // open data
  openReportsCsv: { kind: 'published', takes: ['category'] },
  openReportsGeoJson: { kind: 'published', takes: ['category'] },
  openStatistics: { kind: 'published', query: () => ({ by: 'department' }) },
  openDataCatalogue: { kind: 'open' },

  // departments and the front office
  intakeReport: { kind: 'open', roles: WORKERS, body: nothing },
  workQueue: {
    kind: 'queue',
    roles: WORKERS,
    takes: ['word', 'category', 'department'],
    query: () => ({ counts: 'true' }),
  },
  statistics: { kind: 'figures', roles: WORKERS, query: () => ({ by: 'department' }) },
  exportReports: { kind: 'export', roles: WORKERS, takes: ['category'] },
  exportPerson: { kind: 'dossiers', roles: FRONT_OFFICE, body: ({ other }) => ({ email: emailOf(other.number) }) },
  erasePerson: { kind: 'found', roles: FRONT_OFFICE, body: ({ other }) => ({ email: emailOf(other.number) }) },
  reportHistory: office(),
  similarTo: office(),
  assignReport: office(({ about }) => ({ departmentId: about.department })),
  startWork: office(() => note),
  resolveReport: office(() => ({ outcome: 'fixed', ...note })),
  rejectReport: office(() => reason),
  // Also by who of the staff holds its token.
  reopenReport: { kind: 'mine', roles: WORKERS, body: () => reason },
  markDuplicate: office(({ other }) => ({ of: other.code })),
  requestInformation: office(() => ({ question: 'Dove?' })),
  cancelInformationRequest: office(nothing),
  correctReport: office(() => ({ type: 'complaint' })),
  addNote: office(() => note),
  prioritiseReport: office(() => ({ priority: 'high' })),
  changeDeadline: office(() => ({ dueBy: '2099-01-01T00:00:00Z' })),
  setVisibility: office(() => ({ visibility: 'public' }), HEADS),
  moderateText: office(() => ({ subject: 'Altro', ...reason }), HEADS),
  redactText: office(nothing, FRONT_OFFICE),

  listResponseTemplates: { kind: 'templates', roles: TEMPLATE_READERS, takes: ['filled'] },
  readResponseTemplate: { kind: 'template', roles: TEMPLATE_READERS, parameters: template },
  addResponseTemplate: { kind: 'open', roles: TEMPLATE_KEEPERS, body: nothing },
  changeResponseTemplate: {
    kind: 'keeping',
    roles: TEMPLATE_KEEPERS,
    parameters: template,
    body: ({ template: { number }, municipality }) => templateBody(number, firstDepartmentOf(municipality)),
  },
  removeResponseTemplate: { kind: 'keeping', roles: TEMPLATE_KEEPERS, parameters: template },
  tryRouting: {
    kind: 'trial',
    roles: ADMINISTRATORS,
    body: ({ municipality }) => ({
      routing: [{ id: 'all', when: {}, then: { department: firstDepartmentOf(municipality) } }],
    }),
  },

  // accounts and sessions
  listAccounts: { kind: 'accounts', roles: ADMINISTRATORS, takes: ['department'], query: () => ({ pageSize: '100' }) },
  readAccount: { kind: 'account', roles: ADMINISTRATORS, parameters: member },
  addAccount: { kind: 'open', roles: ADMINISTRATORS, body: nothing },
  changeAccount: {
    kind: 'account',
    roles: ADMINISTRATORS,
    parameters: member,
    body: (request) => ({ name: canary(request.member.number, 'staff') }),
  },
  resetSecondFactor: { kind: 'never', roles: ADMINISTRATORS, parameters: sparingAccount },
  unlinkIdentity: { kind: 'never', roles: ADMINISTRATORS, parameters: sparingAccount },
  listPersonalDataReads: { kind: 'reads', roles: ADMINISTRATORS, takes: ['report'] },
  listSessions: { kind: 'sessions', roles: STAFF, query: ({ member: { account } }) => ({ account }) },
  endSession: { kind: 'never', roles: STAFF, parameters: sparingSession },
  changePassword: { kind: 'open', roles: STAFF, body: nothing },
  signIn: { kind: 'open', body: nothing },
  secondFactor: { kind: 'open', roles: STAFF },
  beginSecondFactor: { kind: 'open', roles: STAFF, body: nothing },
  confirmSecondFactor: { kind: 'open', roles: STAFF, body: nothing },
  renewRecoveryCodes: { kind: 'open', roles: STAFF, body: nothing },
  removeSecondFactor: { kind: 'open', roles: STAFF, body: nothing },
  beginOidcSignIn: { kind: 'open' },
  finishOidcSignIn: { kind: 'open' },

  // pages
  statusPage: { kind: 'door' },
  myReportsPage: { kind: 'door' },
  devMails: { kind: 'door' },
  devMailPage: { kind: 'door' },
};

const OF_NO_COMUNE = 'tells of the product, nothing of what it holds';

/** Operations that are not asked, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  signOut: 'ends the session that it is asked with; tokens that were ended so are among the callers',
  live: OF_NO_COMUNE,
  ready: OF_NO_COMUNE,
  status: OF_NO_COMUNE,
  metrics: OF_NO_COMUNE,
  openApi: OF_NO_COMUNE,
  docs: OF_NO_COMUNE,
  landingPage: OF_NO_COMUNE,
  problemPage: OF_NO_COMUNE,
};
