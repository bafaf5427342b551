import type { Logger } from 'pino';
import type { DataDirLock } from './data-dir-lock';

export interface PostgresServerOptions {
  /** Absolute or relative to the working folder; created when missing. */
  readonly dataDir: string;
  /** A lock already held by the caller; else the server takes and releases its own. */
  readonly lock?: DataDirLock;
  readonly logger?: Logger;
  /** Milliseconds until a server that is not ready counts as failed. Default 60,000 (crash recovery takes its time). */
  readonly startTimeoutMs?: number;
}

export interface PostgresServer {
  /** Superuser URL of the database `sportello`. For provisioning only: services refuse it. */
  readonly adminUrl: string;
  readonly mode: 'started' | 'adopted';
  /** Where things are, for the box that people see. */
  readonly location: {
    /** The cluster's folder. */
    readonly data: string;
    readonly binaries: string;
    /** The account it runs as, when that is not ours. */
    readonly account?: string;
    /** The cluster could not stay in DATA_DIR. */
    readonly outsideDataDir: boolean;
  };
  /** Shuts down cleanly and releases the lock. */
  stop(): Promise<void>;
}

/** Starts the PostgreSQL that npm brought, or adopts the one that a killed process of ours left. */
export function startPostgresServer(options: PostgresServerOptions): Promise<PostgresServer> {
  return Promise.reject(new Error(`not yet ${options.dataDir}`));
}
