/** Longest message on the bus, in bytes, envelope included. Feed pages are cut to fit. */
export const MAX_MESSAGE_BYTES = 512 * 1024;

/** Requests, one owner each: the service before the first dot. Answered by one replica. */
export const SUBJECTS = {
  submitReport: 'reports.submit',
  assignReport: 'reports.assign',
  startWork: 'reports.start',
  requestInformation: 'reports.request-information',
  cancelInformationRequest: 'reports.cancel-information-request',
  provideInformation: 'reports.provide-information',
  resolveReport: 'reports.resolve',
  rejectReport: 'reports.reject',
  markDuplicate: 'reports.mark-duplicate',
  withdrawReport: 'reports.withdraw',
  reopenReport: 'reports.reopen',
  rateReport: 'reports.rate',
  /** Category, kind and place at once: all of it or nothing. */
  correctReport: 'reports.correct',
  addNote: 'reports.add-note',
  attachFile: 'reports.attach-file',
  prioritiseReport: 'reports.prioritise',
  changeDeadline: 'reports.change-deadline',
  setVisibility: 'reports.set-visibility',
  /** Other words for the public, or none, in place of a text that stays in the history. */
  moderateText: 'reports.moderate-text',
  redactText: 'reports.redact-text',
  eraseReporter: 'reports.erase-reporter',

  reportPage: 'reports.page',
  publicReports: 'reports.public-list',
  /** Open reports for everybody that may be about what somebody is about to send. */
  similarReports: 'reports.similar',
  /** The same about a report that is there, for the staff who answer for it. */
  similarTo: 'reports.similar-to',
  workQueue: 'reports.work-queue',
  reportHistory: 'reports.history',
  statistics: 'reports.statistics',
  /** Reports by the hundred, for those who answer for them. */
  exportReports: 'reports.export',
  /** The same for everybody: published reports alone, coarsened. */
  openData: 'reports.open-data',
  openDataStatistics: 'reports.open-data-statistics',
  reportReceipt: 'reports.receipt',
  /** What offices write again and again; with a report, filled in for it. */
  responseTemplates: 'reports.response-templates',
  responseTemplate: 'reports.response-template',
  addResponseTemplate: 'reports.add-response-template',
  changeResponseTemplate: 'reports.change-response-template',
  removeResponseTemplate: 'reports.remove-response-template',
  /** Where the reports of a Comune would have gone under drafted routing rules. */
  routingDryRun: 'reports.routing-dry-run',
  /** Who opened whose personal data. */
  personalDataReads: 'reports.personal-data-reads',
  reportFeed: 'reports.feed',
  /** The feed, of erasures and redactions alone: for whoever keeps something of reports and needs to know no more. */
  erasureFeed: 'reports.erasure-feed',
  unseal: 'reports.unseal',
  /** What is kept of a follower's address, made with a key of the follow alone. */
  sealFollower: 'reports.seal-follower',
  /** By what an address is looked up among followers. */
  followerIndex: 'reports.follower-index',
  /** The keys of follows that ended are destroyed. */
  eraseFollowers: 'reports.erase-followers',
  /** The keys of files that now belong to a report, under the report's own key. */
  sealFileKeys: 'reports.seal-file-keys',
  /** Whether the caller may read a file of a report, and the key that opens it. */
  openFile: 'reports.open-file',
  /** Which reports somebody made, by a contact. */
  reportsOfContact: 'reports.of-contact',
  /** The same for the service that writes to reporters: codes alone, of an address. */
  codesOfAddress: 'reports.codes-of-address',
  /** The reports of whoever holds the link of a mail. */
  myReports: 'reports.my-reports',
  /** Everything that a report holds on who made it, opened (GDPR, art. 15). */
  reportExport: 'reports.personal-data',
  reportsHealth: 'reports.health',

  /** Somebody wants news of reports at an address; its owner confirms. */
  follow: 'notifications.follow',
  readFollow: 'notifications.read-follow',
  confirmFollow: 'notifications.confirm-follow',
  endFollow: 'notifications.end-follow',
  /** A mail with a link to all reports with an address goes there, if there are any. */
  askForMyReports: 'notifications.ask-my-reports',
  /** What an address follows. */
  followsOfAddress: 'notifications.follows-of',
  /** Whatever an address follows ends. */
  forgetFollower: 'notifications.forget-follower',

  devMail: 'notifications.dev-mail',
  deadLetters: 'notifications.dead-letters',
  /** What was sent to who made a report, and when; not what it said. */
  deliveriesOfReport: 'notifications.deliveries-of',
  notificationsHealth: 'notifications.health',

  /** Whether an address reads the newsletter, and since when. */
  subscriptionOfAddress: 'newsletter.subscription-of',
  forgetSubscriber: 'newsletter.forget-subscriber',
  newsletterHealth: 'newsletter.health',
} as const;

/** Hints, to every replica of whoever listens. Losing one costs a poll. */
export const HINTS = {
  /** `ReportViewAdvanced`: a report's page shows a new revision. */
  reportViewAdvanced: 'hints.report.view-advanced',
  /** No payload: the reports service's feed has grown. */
  reportFeedGrew: 'hints.report.feed-grew',
} as const;

export interface ReportViewAdvanced {
  readonly municipalityId: string;
  readonly code: string;
  readonly revision: number;
}
