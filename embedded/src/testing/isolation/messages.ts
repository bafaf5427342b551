import { OPERATOR_SUBJECTS, SUBJECTS, type Actor } from '@sportello/contracts';
import { canary } from './canaries';
import { placeIn } from './comuni';
import type { Asking } from './oracle';
import { emailOf } from './reports';
import type { Generated } from './requests';
import { templateBody } from './templates';

/** Whatever can be asked over the bus. */
export const ALL_SUBJECTS = { ...SUBJECTS, ...OPERATOR_SUBJECTS };
export type SubjectName = keyof typeof ALL_SUBJECTS;
type Message = (request: Generated) => object;

const token = ({ reportToken }: Generated): object => (reportToken === undefined ? {} : { reportToken });
/** A change against a revision that no report has, as at the door. */
const change =
  (body: object): Message =>
  (request) => ({ code: request.about.code, expectedRevision: 999_999, ...token(request), body });
const about: Message = (request) => ({ code: request.about.code, ...token(request) });
const code: Message = ({ about: { code } }) => ({ code });
const follow: Message = ({ follow: { token } }) => ({ token });
/** The Comune of the report, whoever asks. */
const inItsComune: Message = ({ about: { municipality } }) => ({ municipality });
const itsCode: Message = (request) => ({ ...code(request), ...inItsComune(request) });
const template: Message = ({ template: { id } }) => ({ id });
const address: Message = ({ about: { number } }) => ({ email: emailOf(number) });
const addressInItsComune: Message = (request) => ({
  municipalityId: request.about.municipality,
  ...address(request),
});
const operation: Message = () => ({ id: NO_SUCH_ID, taken: 0 });
const nothing: Message = () => ({});
const note = { note: 'Prova' };
const reason = { reason: 'Prova' };
const NO_SUCH_ID = '00000000-0000-4000-8000-000000000000';
const NO_SUCH_TOKEN = 'a'.repeat(43);
const LONG_AGO = '2000-01-01T00:00:00Z';
const LATER = '2099-01-01T00:00:00Z';

/** What is sent to every subject. Whoever adds one says so here: without that it does not compile, and the suite fails. */
export const MESSAGES: Readonly<Record<SubjectName, Message>> = {
  submitReport: nothing,
  assignReport: (request) => change({ departmentId: request.about.department })(request),
  startWork: change(note),
  requestInformation: change({ question: 'Dove?' }),
  cancelInformationRequest: change({}),
  provideInformation: change({ answer: 'Qui' }),
  resolveReport: change({ outcome: 'fixed' }),
  rejectReport: change(reason),
  markDuplicate: (request) => change({ of: request.other.code })(request),
  withdrawReport: change(reason),
  reopenReport: change(reason),
  rateReport: change({ rating: 3 }),
  correctReport: change({ type: 'complaint' }),
  addNote: change(note),
  attachFile: (request) => change({ attachment: request.other.attachment })(request),
  prioritiseReport: change({ priority: 'high' }),
  changeDeadline: change({ dueBy: LATER }),
  setVisibility: change({ visibility: 'public' }),
  moderateText: change({ subject: 'Altro', ...reason }),
  redactText: change({}),
  eraseReporter: change({}),

  reportPage: about,
  publicReports: nothing,
  similarReports: ({ municipality, other }) => ({
    category: other.category,
    location: placeIn(municipality),
    subject: canary(other.number, 'subject'),
  }),
  similarTo: code,
  workQueue: () => ({ counts: 'true' }),
  reportHistory: code,
  statistics: () => ({ by: 'department' }),
  exportReports: nothing,
  openData: nothing,
  openDataStatistics: nothing,
  responseTemplates: ({ about: { code } }) => ({ report: code }),
  responseTemplate: template,
  addResponseTemplate: nothing,
  changeResponseTemplate: (request) => ({
    ...template(request),
    expectedRevision: 999_999,
    body: templateBody(request.template.number, request.template.department),
  }),
  removeResponseTemplate: (request) => ({ ...template(request), expectedRevision: 999_999 }),
  routingDryRun: () => ({ routing: [] }),
  reportReceipt: about,
  personalDataReads: nothing,
  reportsOfContact: address,
  codesOfAddress: addressInItsComune,
  myReports: ({ other: { link } }) => ({ token: link }),
  reportExport: (request) => ({ ...about(request), from: 0 }),
  askForMyReports: (request) => ({ id: NO_SUCH_ID, language: 'it', body: address(request) }),
  followsOfAddress: address,
  forgetFollower: address,
  deliveriesOfReport: ({ about: { municipality, code } }) => ({ municipalityId: municipality, codes: [code] }),
  subscriptionOfAddress: address,
  forgetSubscriber: address,
  reportFeed: () => ({ limit: 100 }),
  erasureFeed: () => ({ limit: 100 }),
  unseal: ({ about: { municipality, code } }) => ({
    items: [{ municipalityId: municipality, code, sealedTexts: [] }],
  }),
  sealFollower: ({ about: { municipality, number } }) => ({
    municipalityId: municipality,
    id: NO_SUCH_ID,
    email: emailOf(number),
  }),
  followerIndex: addressInItsComune,
  eraseFollowers: ({ about: { municipality } }) => ({ municipalityId: municipality, ids: [NO_SUCH_ID] }),
  sealFileKeys: ({ about: { municipality, code }, other: { attachment } }) => ({
    municipalityId: municipality,
    code,
    files: [{ id: attachment, key: NO_SUCH_TOKEN }],
  }),
  openFile: (request) => ({ ...about(request), attachment: request.other.attachment }),
  reportsHealth: nothing,

  follow: nothing,
  readFollow: follow,
  confirmFollow: follow,
  endFollow: () => ({ token: NO_SUCH_TOKEN }),

  devMail: nothing,
  deadLetters: ({ about: { municipality } }) => ({ municipalityId: municipality }),
  notificationsHealth: nothing,
  newsletterHealth: nothing,

  // of operators
  projections: nothing,
  rebuildProjection: () => ({ projection: 'status_page' }),
  verifyProjection: () => ({ projection: 'status_page' }),
  retryParked: () => ({ projection: 'status_page' }),
  skipParked: () => ({ projection: 'status_page', stream: 'report-none' }),
  logPage: () => ({ limit: 100, personal: true }),
  streamPage: (request) => ({ ...itsCode(request), revision: 0, personal: true }),
  pageAsOf: (request) => ({ ...itsCode(request), at: LATER, personal: true }),
  findContact: (request) => ({ ...inItsComune(request), contact: emailOf(request.about.number) }),
  eraseByOperator: itsCode,
  importReports: (request) => ({ ...inItsComune(request), source: 'old', dryRun: true, lines: ['{}'] }),
  tryRouting: (request) => ({ ...inItsComune(request), draft: { areas: [], routing: [] }, from: LONG_AGO, to: LATER }),
  tryRetention: (request) => ({ ...inItsComune(request), reporter: 'P30D', at: LATER }),
  reportsOperation: operation,
  cancelReportsOperation: () => ({ id: NO_SUCH_ID }),
  planReplay: () => ({ from: LONG_AGO, to: LATER }),
  retryDeadLetters: ({ about: { municipality, code } }) => ({
    letters: [{ municipalityId: municipality, eventId: NO_SUCH_ID, recipient: code, channel: 'email' }],
  }),
  discardDeadLetters: ({ about: { municipality, code } }) => ({
    letters: [{ municipalityId: municipality, eventId: NO_SUCH_ID, recipient: code, channel: 'email' }],
  }),
  notificationsOperation: operation,
  cancelNotificationsOperation: () => ({ id: NO_SUCH_ID }),
  importSubscribers: (request) => ({ ...inItsComune(request), source: 'old', dryRun: true, lines: ['{}'] }),
  findSubscriber: (request) => ({ ...inItsComune(request), email: emailOf(request.about.number) }),
  eraseSubscriber: (request) => ({ ...inItsComune(request), email: emailOf(request.about.number) }),
  findFollows: (request) => ({ ...inItsComune(request), email: emailOf(request.about.number) }),
  eraseFollows: (request) => ({ ...inItsComune(request), email: emailOf(request.about.number) }),
  accounts: inItsComune,
  addAccount: nothing,
  disableAccount: nothing,
  setPassword: nothing,
  resetSecondFactor: nothing,
};

/** For whom the door would ask. */
export function actorOf({ caller, municipality }: Asking): Actor {
  const { municipality: own, roles, departments } = caller;
  return own === undefined
    ? { kind: 'anonymous', municipalityId: municipality }
    : { kind: 'staff', id: 'someone', municipalityId: own, roles, departments };
}
