import { parseStreamName, sealBatch, type EventStore, type Seal, type StoredEvent } from '@sportello/event-sourcing';
import type { Logger } from 'pino';
import { PostgresCheckpoints } from '../checkpoints';
import type { Database } from '../database';
import { LogSubscription } from '../log-subscription';
import { SealTable, type PlacedBatch } from './seal-table';

/** Of the checkpoint. */
export const SEALING = 'sealing';
/** At most so many events in a seal. */
const EVENTS_PER_SEAL = 1_000;

/**
 * Closes what was appended since the last time into one seal for each municipality, about once a second: in the background, so that no
 * append waits for it, and with its checkpoint in one transaction, so that no event is left out or sealed twice.
 */
export function sealing(parts: {
  readonly store: EventStore;
  readonly database: Database;
  readonly logger: Logger;
  /** ISO 8601, UTC. */
  readonly clock: () => string;
  /** At full speed, for a log that nobody appends to. */
  readonly hurried?: boolean;
}): LogSubscription {
  const seals = new SealTable(parts.database);
  return new LogSubscription({
    name: SEALING,
    store: parts.store,
    checkpoints: new PostgresCheckpoints(parts.database),
    // Everything that is in the log, also what other services will put there.
    filter: {},
    logger: parts.logger,
    pageSize: EVENTS_PER_SEAL,
    unhurried: parts.hurried !== true,
    async handle(events, sql) {
      const previous = await seals.last(sql, [...new Set(events.map(municipalityOf))]);
      await seals.write(sql, batchesOf(events, previous, parts.clock()));
    },
  });
}

/**
 * One batch for each municipality that these events are of.
 * @param events in log order
 * @param now ISO 8601; the seals bear it in the form in which the table gives it back, or their hashes would not be those of their fields
 */
export function batchesOf(
  events: readonly StoredEvent[],
  previous: ReadonlyMap<string, Seal>,
  now: string,
): readonly PlacedBatch[] {
  const sealedAt = new Date(now).toISOString();
  const byMunicipality = new Map<string, [StoredEvent, ...StoredEvent[]]>();
  for (const event of events) {
    const own = byMunicipality.get(municipalityOf(event));
    if (own) own.push(event);
    else byMunicipality.set(municipalityOf(event), [event]);
  }
  return [...byMunicipality].map(([municipalityId, own]) => ({
    ...sealBatch(municipalityId, own, previous.get(municipalityId), sealedAt),
    lastPosition: (own.at(-1) ?? own[0]).position,
  }));
}

function municipalityOf({ stream }: StoredEvent): string {
  return parseStreamName(stream).municipalityId;
}
