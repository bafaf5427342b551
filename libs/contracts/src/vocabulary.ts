/** The words that every part of the system and its callers share. Wire values: never rename one. */

export const REPORT_TYPES = ['issue', 'suggestion', 'complaint'] as const;
export type ReportType = (typeof REPORT_TYPES)[number];

export const REPORT_STATUSES = [
  'submitted',
  'assigned',
  'in_progress',
  'waiting_for_reporter',
  'resolved',
  'rejected',
  'withdrawn',
  'duplicate',
] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

export const CHANNELS = [
  'web',
  'app',
  'email',
  'phone',
  'counter',
  'open311',
  'telegram',
  'whatsapp',
  'import',
] as const;
export type Channel = (typeof CHANNELS)[number];

export const OUTCOMES = ['fixed', 'answered', 'not_our_competence', 'nothing_to_do'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const VISIBILITIES = ['public', 'private'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const LANGUAGES = ['it', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * Staff roles. `operator` is the front office (URP); `department` works on the reports of its departments, `department_head` answers for
 * them; `editor` writes to the public; `administrator` keeps the accounts. What each may do stands in `policy.ts`.
 */
export const ROLES = ['operator', 'department', 'department_head', 'editor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Roles that are for departments, and for nothing without one. */
export const DEPARTMENT_ROLES = ['department', 'department_head'] as const satisfies readonly Role[];

export const SERVICES = ['gateway', 'reports', 'notifications', 'newsletter'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Whoever speaks on the bus: the services, and the operators' command line, which owns no subject. */
export const PEERS = [...SERVICES, 'ops'] as const;
export type PeerName = (typeof PEERS)[number];
