import type { SUBJECTS } from './subjects';
import { ROLES, type Role } from './vocabulary';

/**
 * What someone is to what they ask for. The departments' roles count for what is in charge of a department of theirs, or proposed to it
 * while nobody is in charge; the others for the whole municipality.
 */
export type Party =
  | Role
  /** Of the staff, whatever their roles. */
  | 'staff'
  /** Holds the token of the report. */
  | 'reporter'
  /** Anyone: what is shown depends on what it is. */
  | 'public'
  /** A part of the product, for itself. */
  | 'service';

/** What has no subject of its own on the bus: parts of other commands, what the product does by itself, what the door keeps. */
export type OtherAction =
  | 'reclassifyReport'
  | 'relocateReport'
  | 'recomputeDeadline'
  | 'remindOfDeadline'
  | 'escalateReport'
  | 'intakeReport'
  | 'readWholeReport'
  | 'useOwnAccount'
  | 'manageAccounts'
  | 'manageSessions';

export type Action = keyof typeof SUBJECTS | OtherAction;

const WORKERS = ['operator', 'department_head', 'department'] as const;
/** Of what offices write with. */
const KEEPERS = ['operator', 'department_head', 'administrator'] as const;

/**
 * Who may do what: the one table. The door looks at it before it asks, the service that answers looks again, for the bus is not trusted to
 * have been asked by the door.
 *
 * A **head** may what a worker of the department may, and decides what the public sees of its reports. The **front office** may everything
 * on reports. **Editors** write to the public and read no report. **Administrators** keep accounts, sessions and the record of who read
 * what, the words of response templates, and try routing rules; they read no report unless they are of the front office too: who gives rights should not need to use them, and who is watched
 * should not be who watches.
 */
export const POLICY: Readonly<Record<Action, readonly Party[]>> = {
  // reports, as they come in
  submitReport: ['public', ...WORKERS],
  intakeReport: WORKERS,

  // one report
  assignReport: WORKERS,
  startWork: WORKERS,
  requestInformation: WORKERS,
  cancelInformationRequest: WORKERS,
  provideInformation: ['reporter', 'operator'],
  resolveReport: WORKERS,
  rejectReport: WORKERS,
  markDuplicate: WORKERS,
  withdrawReport: ['reporter', 'operator'],
  reopenReport: ['reporter', ...WORKERS],
  rateReport: ['reporter', 'operator'],
  correctReport: WORKERS,
  reclassifyReport: WORKERS,
  relocateReport: WORKERS,
  addNote: WORKERS,
  attachFile: ['reporter', ...WORKERS],
  prioritiseReport: WORKERS,
  changeDeadline: WORKERS,
  recomputeDeadline: ['service'],
  remindOfDeadline: ['service'],
  escalateReport: ['service'],
  setVisibility: ['operator', 'department_head'],
  moderateText: ['operator', 'department_head'],
  redactText: ['operator'],
  eraseReporter: ['reporter', 'operator', 'service'],

  // what is read of reports
  reportPage: ['public'],
  publicReports: ['public'],
  similarReports: ['public'],
  similarTo: WORKERS,
  reportReceipt: ['public'],
  openFile: ['public'],
  sealFileKeys: ['public'],
  /** Texts, place, files and internal notes of a report that is not open to all. */
  readWholeReport: WORKERS,
  workQueue: WORKERS,
  reportHistory: WORKERS,
  /** For a department: of its own reports. */
  statistics: WORKERS,
  exportReports: WORKERS,
  openData: ['public'],
  openDataStatistics: ['public'],
  reportFeed: ['service'],
  erasureFeed: ['service'],
  reportsOfContact: ['operator'],
  codesOfAddress: ['service'],
  /** The link of the mail decides. */
  askForMyReports: ['public'],
  myReports: ['public'],
  reportExport: ['reporter', 'operator'],
  /** For who holds the token of a report the gateway asks itself. */
  deliveriesOfReport: ['operator', 'service'],
  followsOfAddress: ['operator'],
  forgetFollower: ['operator'],
  subscriptionOfAddress: ['operator'],
  forgetSubscriber: ['operator'],
  unseal: ['service'],
  sealFollower: ['service'],
  followerIndex: ['service'],
  eraseFollowers: ['service'],

  // who follows what; the token of the mail decides
  follow: ['public'],
  readFollow: ['public'],
  confirmFollow: ['public'],
  endFollow: ['public'],

  // what offices write again and again; for a department: what is for it
  /** Filled in for a report: for who reads the whole of it. */
  responseTemplates: [...WORKERS, 'administrator'],
  responseTemplate: [...WORKERS, 'administrator'],
  addResponseTemplate: KEEPERS,
  changeResponseTemplate: KEEPERS,
  removeResponseTemplate: KEEPERS,

  // the rules of the Comune
  routingDryRun: ['administrator'],

  // people of the staff
  personalDataReads: ['administrator'],
  useOwnAccount: ['staff'],
  manageAccounts: ['administrator'],
  manageSessions: ['administrator'],

  // the product itself
  devMail: ['public'],
  deadLetters: ['operator', 'service'],
  reportsHealth: ['service'],
  notificationsHealth: ['service'],
  newsletterHealth: ['service'],
};

/** The roles that may do it, as far as a role alone decides; every role when it is enough to be of the staff. */
export function rolesFor(action: Action): readonly Role[] {
  const parties = POLICY[action];
  return parties.includes('staff') ? ROLES : ROLES.filter((role) => parties.includes(role));
}

/** Whether someone with these roles may do it somewhere; which reports, the service decides. */
export function mayWith(roles: readonly Role[], action: Action): boolean {
  return POLICY[action].some((party) => party === 'staff' || roles.some((role) => role === party));
}
