/** The services that own schemas. */
export const DATABASE_SERVICES = ['reports', 'notifications', 'newsletter', 'gateway'] as const;
export type DatabaseService = (typeof DATABASE_SERVICES)[number];

/** The schemas of each service. Nobody else reads them. */
export const SERVICE_SCHEMAS: Readonly<Record<DatabaseService, readonly string[]>> = {
  reports: ['reports', 'event_store', 'keyring'],
  notifications: ['notifications'],
  newsletter: ['newsletter'],
  gateway: ['gateway'],
};

/**
 * Whose worker may make temporary tables, seen by the connection that made them and gone with it: what an operator's question must remember of a
 * long log does not fit into memory.
 */
export const WITH_TEMPORARY_TABLES: readonly DatabaseService[] = ['notifications'];

/**
 * The three roles of a service. `owner` runs migrations and other DDL; `app` sees the municipality that the transaction names;
 * `worker` (projections, subscriptions, deliveries) sees all of them. None may bypass row-level security.
 */
export interface ServiceRoles {
  readonly owner: string;
  readonly app: string;
  readonly worker: string;
}

/** One connection URL per role. */
export interface ServiceDatabaseUrls {
  readonly owner: string;
  readonly app: string;
  readonly worker: string;
}

/** The role names in the URLs. @throws Error when a URL names no user */
export function rolesOf(urls: ServiceDatabaseUrls): ServiceRoles {
  return { owner: userOf(urls.owner), app: userOf(urls.app), worker: userOf(urls.worker) };
}

function userOf(url: string): string {
  const user = decodeURIComponent(new URL(url).username);
  if (!user) throw new Error('A database URL must name its user');
  return user;
}
