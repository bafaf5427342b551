import type { EventMetadata } from '@sportello/event-sourcing';
import { eventMetadata, fixedId } from '@sportello/event-sourcing/testing';
import { reportEvents } from './catalogue';
import type { ReportEvent, ReportEventType } from './events';
import { EARLIER_FORMS, GOLDENS } from './golden';
import { SAMPLE_EVENTS } from './testing';

/** An event as a log somewhere holds it. Files stay for ever, also when a type gets another version. */
interface Golden {
  readonly type: ReportEventType;
  readonly data: object;
  readonly metadata: EventMetadata;
}

const goldens = (GOLDENS as readonly Golden[]).map((golden) => ({
  name: `${golden.type}.v${golden.metadata.schemaVersion}`,
  golden,
}));
const types = Object.keys(SAMPLE_EVENTS) as ReportEventType[];

describe('The stored form of an event', () => {
  it.each(types)('%s is kept for its current version', (type) => {
    expect(goldens.map(({ name }) => name)).toContain(`${type}.v${currentVersion(type)}`);
  });

  it.each(goldens)('$name is read as the fact it was, whatever the version', ({ golden }) => {
    const { type, data, metadata } = golden;
    const decoded = reportEvents.decode({ type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) });
    expect(decoded).toEqual({ type, data: SAMPLE_EVENTS[type], metadata });
  });

  it.each(EARLIER_FORMS as readonly Golden[])(
    '$type is read also without what came later',
    ({ type, data, metadata }) => {
      const decoded = reportEvents.decode({ type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) });
      expect(decoded).toEqual({ type, data, metadata });
    },
  );

  it.each(goldens.filter(isCurrent))('$name is what would be written today', ({ golden }) => {
    const { schemaVersion: _stamped, ...metadata } = golden.metadata;
    const { type } = golden;
    const encoded = reportEvents.encode(fixedId(1), { type, data: SAMPLE_EVENTS[type] } as ReportEvent, metadata);
    expect(encoded).toEqual({
      eventId: fixedId(1),
      type,
      data: JSON.stringify(golden.data),
      metadata: JSON.stringify(golden.metadata),
    });
  });
});

it('An event that nobody knows is not guessed at', () => {
  const stored = { type: 'report.painted', data: '{}', metadata: JSON.stringify({ schemaVersion: 1 }) };
  expect(() => reportEvents.decode(stored)).toThrow('Unknown event type');
  const [first] = goldens;
  const fromTheFuture = { type: first?.golden.type ?? '', data: '{}', metadata: JSON.stringify({ schemaVersion: 99 }) };
  expect(() => reportEvents.decode(fromTheFuture)).toThrow(/version 99/);
});

function isCurrent({ golden }: { readonly golden: Golden }): boolean {
  return golden.metadata.schemaVersion === currentVersion(golden.type);
}

function currentVersion(type: ReportEventType): number {
  const event = { type, data: SAMPLE_EVENTS[type] } as ReportEvent;
  const { metadata } = reportEvents.encode(fixedId(1), event, eventMetadata());
  return (JSON.parse(metadata) as EventMetadata).schemaVersion;
}
