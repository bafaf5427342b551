import { parseStreamName, type EventStore, type StoredEvent } from '@sportello/event-sourcing';
import { LogSubscription, PostgresCheckpoints, type Database, type Keyring, type KeyName } from '@sportello/postgres';
import type { Logger } from 'pino';
import type { ReportEvent } from '../domain/report';
import { REPORT_STREAMS } from '../report-log';

type ReportEventType = ReportEvent['type'];

/** Whenever the log says that a text was redacted or a reporter erased: destroys the key, so that the log itself cannot be read there any more. */
export function keyDestruction(parts: {
  readonly store: EventStore;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly logger: Logger;
}): LogSubscription {
  return new LogSubscription({
    name: 'key_destruction',
    store: parts.store,
    checkpoints: new PostgresCheckpoints(parts.database),
    filter: REPORT_STREAMS,
    logger: parts.logger,
    pageSize: 500,
    async handle(events) {
      const keys = keysToDestroy(events);
      if (keys.length > 0) await parts.keyring.destroy(keys);
    },
  });
}

/** What each of these events, by its stored name, destroys. */
const DESTROYS: ReadonlyMap<string, KeyName['purpose']> = new Map<ReportEventType, KeyName['purpose']>([
  ['report.text-redacted', 'text'],
  ['report.reporter-erased', 'reporter'],
]);

/** The keys that these events say must go. Names are enough: an event that nobody can read must hold no erasure behind it. */
export function keysToDestroy(events: readonly StoredEvent[]): readonly KeyName[] {
  return events.flatMap(({ type, stream }) => {
    const purpose = DESTROYS.get(type);
    if (!purpose) return [];
    const { municipalityId, id: subject } = parseStreamName(stream);
    return [{ municipalityId, subject, purpose }];
  });
}
