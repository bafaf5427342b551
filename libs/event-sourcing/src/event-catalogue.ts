import { InvalidEvent, type EventToAppend, type StoredEvent } from './event-store';
import type { DomainEvent, EventMetadata, Recorded } from './decider';

/** Brings the data of one stored version to the next. */
export type Upcaster = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** For each stored event name: the current schema version and, for each older one, its upcaster (`1` brings 1 to 2). */
export type EventSchemas<Type extends string> = {
  readonly [T in Type]: { readonly version: number; readonly upcasters?: Readonly<Record<number, Upcaster>> };
};

/** Translates between domain events and the texts the log stores; old versions are upcast on read, unknown ones are an error. */
export interface EventCatalogue<Event extends DomainEvent> {
  /** The fact as it will be read again. `schemaVersion` is set here. @throws InvalidEvent for a type this catalogue does not know */
  stamp(event: Event, metadata: Omit<EventMetadata, 'schemaVersion'>): Recorded<Event>;
  /** @returns the stamped event ready to append; `eventId` is the caller's. @throws as `stamp` */
  encode(eventId: string, event: Event, metadata: Omit<EventMetadata, 'schemaVersion'>): EventToAppend;
  /** @throws InvalidEvent for a type or version this catalogue does not know */
  decode(stored: Pick<StoredEvent, 'type' | 'data' | 'metadata'>): Recorded<Event>;
}

export function eventCatalogue<Event extends DomainEvent>(schemas: EventSchemas<Event['type']>): EventCatalogue<Event> {
  const byType = new Map<string, EventSchemas<string>[string]>(Object.entries(schemas));

  const schemaOf = (type: string): EventSchemas<string>[string] => {
    const schema = byType.get(type);
    if (!schema) throw new InvalidEvent(`Unknown event type ${type}`);
    return schema;
  };
  const stamp = (event: Event, metadata: Omit<EventMetadata, 'schemaVersion'>): Recorded<Event> => ({
    ...event,
    metadata: { ...metadata, schemaVersion: schemaOf(event.type).version },
  });

  return {
    stamp,

    encode(eventId, event, origin) {
      const { type, data, metadata } = stamp(event, origin);
      return { eventId, type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
    },

    decode(stored) {
      const schema = schemaOf(stored.type);
      const metadata = JSON.parse(stored.metadata) as EventMetadata;
      let data = JSON.parse(stored.data) as Record<string, unknown>;
      for (let version = metadata.schemaVersion; version !== schema.version; version += 1) {
        const upcast = schema.upcasters?.[version];
        if (!upcast) throw new InvalidEvent(`${stored.type} has no way from version ${version} to ${schema.version}`);
        data = upcast(data);
      }
      return { type: stored.type, data, metadata } as Recorded<Event>;
    },
  };
}
