import { parseStreamName, type EventStore, type StoredEvent } from '@sportello/event-sourcing';
import { LogSubscription, PostgresCheckpoints, type Database, type Keyring, type KeyName } from '@sportello/postgres';
import type { Logger } from 'pino';
import { decodeReport, REPORT_STREAMS } from '../report-log';

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

/** The keys that these events say must go. */
export function keysToDestroy(events: readonly StoredEvent[]): readonly KeyName[] {
  return events.flatMap((stored) => {
    const purpose = purposeOf(decodeReport(stored).event.type);
    const { municipalityId, id: subject } = parseStreamName(stored.stream);
    return purpose ? [{ municipalityId, subject, purpose }] : [];
  });
}

function purposeOf(type: ReturnType<typeof decodeReport>['event']['type']): KeyName['purpose'] | undefined {
  if (type === 'report.text-redacted') return 'text';
  return type === 'report.reporter-erased' ? 'reporter' : undefined;
}
