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

/** What each of these events, by its stored name, destroys. A file may show both what was written and who wrote it. */
const DESTROYS: ReadonlyMap<string, readonly KeyName['purpose'][]> = new Map<
  ReportEventType,
  readonly KeyName['purpose'][]
>([
  ['report.text-redacted', ['text', 'file']],
  ['report.reporter-erased', ['reporter', 'file']],
]);

/** The keys that these events say must go. Names are enough: an event that nobody can read must hold no erasure behind it. */
export function keysToDestroy(events: readonly StoredEvent[]): readonly KeyName[] {
  return events.flatMap(({ type, stream }) => {
    const purposes = DESTROYS.get(type);
    if (!purposes) return [];
    const { municipalityId, id: subject } = parseStreamName(stream);
    return purposes.map((purpose) => ({ municipalityId, subject, purpose }));
  });
}
