import type { DomainEvent } from './decider';
import { eventCatalogue } from './event-catalogue';
import { InvalidEvent } from './event-store';
import { eventMetadata, fixedId } from './testing/fixed-metadata';

type Moved = DomainEvent<'thing.moved', { place: { street: string; number?: string } }>;

const catalogue = eventCatalogue<Moved>({
  'thing.moved': {
    version: 3,
    upcasters: {
      1: ({ address, ...rest }) => ({ ...rest, street: address }),
      2: ({ street, ...rest }) => ({ ...rest, place: { street } }),
    },
  },
});
const { schemaVersion: _, ...origin } = eventMetadata();
const event: Moved = { type: 'thing.moved', data: { place: { street: 'Via Roma', number: '1' } } };

describe('The catalogue of events', () => {
  it('stores an event under its name and current version, and reads it back', () => {
    const stored = catalogue.encode(fixedId(1), event, origin);
    expect(stored).toMatchObject({ eventId: fixedId(1), type: 'thing.moved' });
    expect(JSON.parse(stored.metadata)).toMatchObject({ schemaVersion: 3 });
    expect(catalogue.decode(stored)).toEqual({ ...event, metadata: { ...origin, schemaVersion: 3 } });
  });

  it.each([
    [1, { address: 'Via Roma' }],
    [2, { street: 'Via Roma' }],
    [3, { place: { street: 'Via Roma' } }],
  ])('brings version %i to the current one, step by step', (version, data) => {
    const metadata = JSON.stringify(eventMetadata(1, { schemaVersion: version }));
    const decoded = catalogue.decode({ type: 'thing.moved', data: JSON.stringify(data), metadata });
    expect(decoded.data).toEqual({ place: { street: 'Via Roma' } });
  });

  it.each([0, 4, 99])('refuses version %i, which it has no way from', (version) => {
    const metadata = JSON.stringify(eventMetadata(1, { schemaVersion: version }));
    expect(() => catalogue.decode({ type: 'thing.moved', data: '{}', metadata })).toThrow(InvalidEvent);
  });

  it('refuses names it does not know, also those that every object has', () => {
    const metadata = JSON.stringify(eventMetadata());
    expect(() => catalogue.decode({ type: 'thing.lost', data: '{}', metadata })).toThrow(InvalidEvent);
    expect(() => catalogue.decode({ type: 'constructor', data: '{}', metadata })).toThrow(InvalidEvent);
  });
});
