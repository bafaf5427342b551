import { hash } from 'node:crypto';
import fc from 'fast-check';
import { eventDigest, type DigestedEvent } from './event-digest';
import { inclusionProof, merkleRoot, rootFromProof } from './merkle-tree';
import { digestsIn, faultOfBatch, NO_SEAL, sealBatch, sealHash, type SealedBatch } from './seal';

const event: DigestedEvent = {
  stream: 'report-borgo-esempio_0123456789Z',
  revision: 0,
  eventId: '018f3b1e-0000-5000-8000-000000000001',
  type: 'report.submitted',
  data: '{"sealedText":"perché"}',
  metadata: '{}',
};
const aText = fc.string({ unit: 'binary', maxLength: 20 });
const anEvent = fc.record({
  stream: aText,
  revision: fc.nat(),
  eventId: aText,
  type: aText,
  data: aText,
  metadata: aText,
});
const someLeaves = fc.array(
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
  {
    minLength: 1,
    maxLength: 70,
  },
);

describe('The digest of an event', () => {
  it('is the same for ever: receipts and anchors that people keep depend on it', () => {
    expect(eventDigest(event).toString('hex')).toBe('100878f2325170bb2e435dd7d6c14a999a2171db6df63e0074a5c81e7024ba3f');
  });

  it('differs whenever anything of the event differs, also when text only moves from one field to the next', () => {
    fc.assert(
      fc.property(anEvent, anEvent, (one, other) => {
        const same = (Object.keys(one) as (keyof DigestedEvent)[]).every((field) => one[field] === other[field]);
        expect(eventDigest(one).equals(eventDigest(other))).toBe(same);
      }),
    );
    expect(eventDigest({ ...event, type: 'ab', data: 'c' })).not.toEqual(
      eventDigest({ ...event, type: 'a', data: 'bc' }),
    );
  });

  it('does not know the position, which another store numbers anew', () => {
    expect(eventDigest({ ...event, position: '7' } as DigestedEvent)).toEqual(eventDigest(event));
  });
});

describe('The tree over digests', () => {
  /** Leaves and roots of the tests of RFC 6962's reference implementation. */
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const ROOTS = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const leafOf = (hex: string): Buffer => hash('sha256', Buffer.from(`00${hex}`, 'hex'), 'buffer');

  it.each(ROOTS.map((root, index) => [index + 1, root] as const))(
    'has the root of RFC 6962 for %i leaves',
    (count, root) => {
      expect(merkleRoot(inputs.slice(0, count).map(leafOf)).toString('hex')).toBe(root);
    },
  );

  it('proves every leaf at its own place, and nothing else', () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(), fc.nat(), (leaves, one, other) => {
        const index = one % leaves.length;
        const elsewhere = other % leaves.length;
        const leaf = leaves[index] as Buffer;
        const proof = inclusionProof(leaves, index);
        expect(rootFromProof(leaf, index, leaves.length, proof)).toEqual(merkleRoot(leaves));
        const root = rootFromProof(leaves[elsewhere] as Buffer, index, leaves.length, proof);
        expect(root?.equals(merkleRoot(leaves))).toBe(leaf.equals(leaves[elsewhere] as Buffer));
        expect(rootFromProof(leaf, index, leaves.length, [...proof, leaf])).toBeUndefined();
      }),
    );
  });

  it('is over at least one leaf', () => {
    expect(() => merkleRoot([])).toThrow('at least one leaf');
    expect(() => inclusionProof([], 0)).toThrow('no leaf 0');
    expect(rootFromProof(leafOf(''), 1, 1, [])).toBeUndefined();
  });
});

describe('Seals', () => {
  const events = [event, { ...event, revision: 1 }, { ...event, revision: 2 }];
  const first = sealBatch('borgo-esempio', events.slice(0, 2), undefined, '2026-03-02T09:00:00.000Z');
  const second = sealBatch('borgo-esempio', events.slice(2), first.seal, '2026-03-02T09:00:01.000Z');

  it('are numbered, count on, and follow each other by their hashes', () => {
    expect([first.seal.number, first.seal.first, first.seal.count, first.seal.previous]).toEqual([1, 0, 2, NO_SEAL]);
    expect([second.seal.number, second.seal.first, second.seal.count, second.seal.previous]).toEqual([
      2,
      2,
      1,
      first.seal.hash,
    ]);
    expect(first.seal.hash).toBe('c1c8879907e3ff8dee077555c6522bfdfa6198c0df1ba5118d3ccc987f51db53');
    expect(faultOfBatch(first, undefined)).toBeUndefined();
    expect(faultOfBatch(second, first.seal)).toBeUndefined();
  });

  it('show what was done to them', () => {
    const withSeal = (change: Partial<SealedBatch['seal']>): SealedBatch => {
      const seal = { ...second.seal, ...change };
      return { ...second, seal: { ...seal, hash: change.hash ?? sealHash(seal) } };
    };
    const faults = [
      faultOfBatch(second, undefined),
      faultOfBatch({ ...second, seal: { ...second.seal, sealedAt: '2026-03-02T10:00:00.000Z' } }, first.seal),
      faultOfBatch(withSeal({ previous: NO_SEAL }), first.seal),
      faultOfBatch(withSeal({ first: 3 }), first.seal),
      faultOfBatch(withSeal({ count: 2 }), first.seal),
      faultOfBatch({ ...withSeal({ count: 0 }), leaves: Buffer.alloc(0), names: [] }, first.seal),
      faultOfBatch({ ...second, leaves: digestsIn(first.leaves)[0] as Buffer }, first.seal),
    ];
    expect(faults).toEqual([
      'seal 1 is missing',
      'its hash is not that of its fields',
      'it does not follow the seal before it',
      'it leaves events out or counts some twice',
      'its digests are not as many as it says',
      'its digests are not as many as it says',
      'its digests do not lead to its root',
    ]);
  });
});
