import type { ServiceHealth, ServiceName } from '@sportello/contracts';
import type { Bus } from '@sportello/messaging';
import type { ServiceDatabaseUrls } from '@sportello/postgres';
import type { Logger } from 'pino';
import type { Municipalities } from './municipalities';
import type { Settings } from './settings';

/** What a service is given to live on. Whether other services share its process it cannot tell. */
export interface ServiceContext {
  readonly settings: Settings;
  readonly municipalities: Municipalities;
  /** Speaks as this service. */
  readonly bus: Bus;
  readonly databaseUrls: ServiceDatabaseUrls;
  readonly logger: Logger;
}

/** A service that answers. */
export interface RunningService {
  /** Never rejects; answers within 2 s. */
  health(): Promise<ServiceHealth>;
  /** Answers what is under way, takes nothing new, gives back what it holds; within 8 s. */
  close(): Promise<void>;
  /** Where it listens over HTTP, when it does. */
  readonly address?: string;
}

export interface ServiceDefinition {
  readonly name: ServiceName;
  open(context: ServiceContext): Promise<RunningService>;
}
