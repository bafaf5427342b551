import fc from 'fast-check';
import { ANCHOR_FORMAT, parseAnchor } from './anchor';
import { eventDigest, type DigestedEvent } from './event-digest';
import { rootFromProof } from './merkle-tree';
import { checkReceipt, receiptOf, type Receipt } from './receipt';
import { sealBatch, sealHash, type Seal } from './seal';

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
      fc.property(
        fc.nat({ max: text.length - 1 }),
        fc.constantFrom('0', '7', 'a', 'x', 'A', 'F'),
        (place, character) => {
          fc.pre(text[place] !== character && /[0-9a-zA-Z]/.test(text[place] ?? ''));
          const changed = text.slice(0, place) + character + text.slice(place + 1);
          expect(checkReceipt(changed)).not.toHaveProperty('seal');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  const sealed = receiptOf(events[3]!, batch);
  const withSeal = (change: Partial<Seal>, proof = sealed.sealed!.proof, index = 3): Receipt => {
    const seal = { ...batch.seal, ...change };
    return { ...sealed, sealed: { seal: { ...seal, hash: sealHash(seal) }, index, proof } };
  };

  it('of one municipality is not proven by the seal of another', () => {
    expect(checkReceipt(JSON.stringify(withSeal({ municipalityId: 'altrove' })))).toEqual({
      genuine: false,
      because: 'The seal is of another municipality than the event',
    });
  });

  it('does not prove a place in a tree that no seal can have', () => {
    const [beside] = sealed.sealed!.proof;
    const root = rootFromProof(eventDigest(events[3]!), 0, 2, [Buffer.from(beside!, 'hex')])!.toString('hex');
    expect(checkReceipt(JSON.stringify(withSeal({ count: 2, root }, [beside!], 0)))).toMatchObject({ genuine: true });
    expect(checkReceipt(JSON.stringify(withSeal({ count: 2 ** 32, root }, [beside!], 0)))).toMatchObject({
      genuine: false,
    });
  });

  it.each<[string, Partial<Seal>, string[] | undefined]>([
    ['a proof that goes on after its digest', {}, sealed.sealed!.proof.map((digest) => `${digest}zz`)],
    ['a proof in capitals', {}, sealed.sealed!.proof.map((digest) => digest.toUpperCase())],
    ['a seal that follows no digest', { previous: 'nothing' }, undefined],
    ['a seal without a number', { number: 0 }, undefined],
  ])('is damaged when it has %s', (_what, change, proof) => {
    expect(checkReceipt(JSON.stringify(withSeal(change, proof)))).toEqual({
      genuine: false,
      because: 'This file is not a receipt, or it is damaged',
    });
  });

  it('is not made with a seal that does not hold the event', () => {
    const other = { ...events[3]!, stream: 'report-borgo-prova_99' };
    expect(() => receiptOf(other, batch)).toThrow(
      'Seal 1 of borgo-prova does not hold event 0 of report-borgo-prova_99',
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
    [JSON.stringify({ ...anchor, seals: [{ ...batch.seal, number: 0 }] }), 'damaged'],
  ])('is refused with what is wrong: %s', (text, reason) => {
    expect(() => parseAnchor(text)).toThrow(reason);
  });
});
