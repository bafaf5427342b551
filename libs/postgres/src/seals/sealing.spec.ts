import type { StoredEvent } from '@sportello/event-sourcing';
import { batchesOf } from './sealing';

const event = (stream: string, position: string): StoredEvent => ({
  stream,
  revision: 0,
  position,
  eventId: '018f3b1e-0000-5000-8000-000000000001',
  type: 'report.submitted',
  data: '{}',
  metadata: '{}',
});

describe('What is sealed at once', () => {
  const batches = batchesOf(
    [event('report-altrove_1', '1'), event('report-borgo_1', '2'), event('report-altrove_2', '3')],
    new Map(),
    '2026-03-02T09:00:00Z',
  );

  it('is one batch for each municipality, in the order of the log', () => {
    expect(batches.map(({ seal, names, lastPosition }) => [seal.municipalityId, names.length, lastPosition])).toEqual([
      ['altrove', 2, '3'],
      ['borgo', 1, '2'],
    ]);
  });

  it('bears its time in the form in which the table gives it back, or its hash would never be right again', () => {
    expect(batches.map(({ seal }) => seal.sealedAt)).toEqual(Array(2).fill('2026-03-02T09:00:00.000Z'));
  });
});
