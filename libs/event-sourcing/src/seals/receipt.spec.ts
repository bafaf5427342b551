import fc from 'fast-check';
import { ANCHOR_FORMAT, parseAnchor } from './anchor';
import type { DigestedEvent } from './event-digest';
import { checkReceipt, receiptOf } from './receipt';
import { sealBatch } from './seal';

const events: DigestedEvent[] = Array.from({ length: 11 }, (_, index) => ({
  stream: `report-borgo-prova_${index}`,
  revision: 0,
  eventId: `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`,
  type: 'report.submitted',
  data: `{"n":${index}}`,
  metadata: '{}',
}));
const batch = sealBatch('borgo-prova', events, undefined, '2026-03-02T09:00:00.000Z');

describe('A receipt', () => {
  it.each(events.map((event, index) => [index, event] as const))(
    'of event %i proves by itself that it was sealed',
    (_index, event) => {
      expect(checkReceipt(JSON.stringify(receiptOf(event, batch)))).toEqual({ genuine: true, seal: batch.seal });
    },
  );

  it('proves before the seal at least that event and digest belong together', () => {
    expect(checkReceipt(JSON.stringify(receiptOf(events[3]!, undefined)))).toEqual({ genuine: true });
  });

  it('proves its seal no longer when any letter or digit in it was changed', () => {
    const text = JSON.stringify(receiptOf(events[3]!, batch));
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('0', '7', 'a', 'x'), (place, character) => {
        fc.pre(text[place] !== character && /[0-9a-zA-Z]/.test(text[place] ?? ''));
        const changed = text.slice(0, place) + character + text.slice(place + 1);
        expect(checkReceipt(changed)).not.toHaveProperty('seal');
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['', 'null', '[]', '{}', '{"format":"sportello-receipt/1","event":{},"digest":""}'])(
    'is not this: %s',
    (text) => {
      expect(checkReceipt(text)).toEqual({ genuine: false, because: 'This file is not a receipt, or it is damaged' });
    },
  );
});

describe('An anchor', () => {
  const anchor = { format: ANCHOR_FORMAT, writtenAt: '2026-03-03T00:00:00.000Z', seals: [batch.seal] };

  it('is read as it was written', () => {
    expect(parseAnchor(JSON.stringify(anchor))).toEqual(anchor);
  });

  it.each([
    ['not json', 'JSON document'],
    ['{}', 'sportello-anchor/1'],
    [JSON.stringify({ ...anchor, seals: [{ ...batch.seal, hash: 'short' }] }), 'damaged'],
  ])('is refused with what is wrong: %s', (text, reason) => {
    expect(() => parseAnchor(text)).toThrow(reason);
  });
});
