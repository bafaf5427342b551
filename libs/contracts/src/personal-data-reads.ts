import type { Actor } from './actor';
import type { ListPage } from './report-views';

/**
 * What was opened to somebody. `texts`: subject, description, answers and address; `notes`: what offices and reporter wrote to each other
 * since; `files`; `reporter`: name and contacts.
 */
export const PERSONAL_DATA_PARTS = ['texts', 'notes', 'files', 'reporter'] as const;
export type PersonalDataPart = (typeof PERSONAL_DATA_PARTS)[number];

/** Where it was read: the list of work, the page of a report, its history, reports like it, a file, what offices write with, filled in, a try of routing rules that look at answers or places, an export of all, whom a contact is of, the list of who made them; by operators the log, and a report of another day. */
export const PERSONAL_DATA_ROUTES = [
  'work-queue',
  'report',
  'history',
  'similar',
  'attachment',
  'response-templates',
  'routing-dry-run',
  'export',
  'contact',
  'my-reports',
  'log',
  'report-as-of',
] as const;
export type PersonalDataRoute = (typeof PERSONAL_DATA_ROUTES)[number];

/** One answer that opened personal data to somebody, or a part of one about very many reports. */
export interface PersonalDataRead {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** An account of the staff; `service` and `ops` for the operators' command line. */
  readonly actor: { readonly kind: Actor['kind']; readonly id: string };
  readonly what: readonly PersonalDataPart[];
  readonly route: PersonalDataRoute;
  /** Of the reports whose data it was; of `contact` those that were found, if any. */
  readonly codes: readonly string[];
}

/** One page of the record of reads, the latest first; fewer than `pageSize` where they are very long. */
export interface PersonalDataReadsPage extends ListPage<PersonalDataRead> {
  /** There are more than were counted. */
  readonly atLeast: boolean;
  /** The cursor of the page behind this one; absent on the last. */
  readonly next?: string;
}
