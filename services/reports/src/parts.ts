import type { EventStore } from '@sportello/event-sourcing';
import type { Bus } from '@sportello/messaging';
import type { BlindIndex, Database, Keyring, LogSubscription, ProjectionRunner } from '@sportello/postgres';
import type { Municipalities, Operations } from '@sportello/service-kit';
import type { Logger } from 'pino';
import type { Clock } from './clock';
import type { ImportIdentity } from './features/import-report/import-identity';
import type { ReadRecord } from './personal-data/reads/read-record';
import type { MyReportsLinks } from './personal-data/my-reports-links';
import type { SealedTexts } from './personal-data/sealed-texts';
import type { ListCursors } from './read-models/list-cursors';
import type { DeadlineWatch } from './process-managers/deadlines/deadline-watch';
import type { ErasuresAgain } from './process-managers/erasures-again';
import type { RetentionWatch } from './process-managers/retention/retention-watch';

/** What the reports service is made of, open and ready. An abstract class only because Nest injects by class. */
export abstract class Parts {
  abstract readonly bus: Bus;
  abstract readonly municipalities: Municipalities;
  abstract readonly store: EventStore;
  abstract readonly database: Database;
  abstract readonly keyring: Keyring;
  abstract readonly texts: SealedTexts;
  /** Who opened whose personal data. */
  abstract readonly reads: ReadRecord;
  abstract readonly blindIndex: BlindIndex;
  abstract readonly importIdentity: ImportIdentity;
  abstract readonly listCursors: ListCursors;
  abstract readonly myReportsLinks: MyReportsLinks;
  abstract readonly projections: ProjectionRunner;
  abstract readonly keyDestruction: LogSubscription;
  abstract readonly erasuresAgain: ErasuresAgain;
  /** Long ones, of operators. */
  abstract readonly operations: Operations;
  abstract readonly sealing: LogSubscription;
  abstract readonly deadlines: DeadlineWatch;
  abstract readonly retention: RetentionWatch;
  abstract readonly clock: Clock;
  abstract readonly logger: Logger;
}
