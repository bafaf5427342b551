import type { ServiceName } from '../vocabulary';

/** Asked over the socket of the data directory alone, never over the bus: the answer lets whoever has it into the databases. */
export const INSTALLATION_SUBJECT = 'ground.installation';

/** Where an installation keeps what a backup holds. */
export interface InstallationView {
  readonly kind: 'demo' | 'live';
  /** Connection URLs of each service's roles. */
  readonly databases: Readonly<
    Record<ServiceName, { readonly owner: string; readonly app: string; readonly worker: string }>
  >;
  /** Absent: PostgreSQL keeps the log. */
  readonly eventStoreDbUrl?: string;
  /** Ids. */
  readonly municipalities: readonly string[];
}
