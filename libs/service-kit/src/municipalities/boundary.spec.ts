import fc from 'fast-check';
import { contains, polygonsOf } from './boundary';
import { problemsOfBoundary } from './boundary-check';
import { Effort } from './effort';
import type { Boundary, Ring } from './municipality';
import { coast, combs, star, strips, triangles } from './testing/outlines';

const square = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const OUTSIDE = square(12, 42, 13, 43);
const HOLE = square(12.4, 42.4, 12.6, 42.6);
const at = (lon: number, lat: number): { lat: number; lon: number } => ({ lat, lon });

describe('A point in the territory', () => {
  const withHole = { boundary: { type: 'Polygon', coordinates: [OUTSIDE, HOLE] } } as const;

  it.each([
    ['in the middle of the land', at(12.2, 42.2), true],
    ['on a side', at(12.5, 42), true],
    ['on a corner', at(13, 43), true],
    ['beyond a side', at(12.5, 41.9999), false],
    ['level with a corner, outside', at(11, 43), false],
    ['level with a corner, far to the east', at(14, 42), false],
    ['in a hole', at(12.5, 42.5), false],
    ['on the edge of a hole', at(12.4, 42.5), true],
    ['west of a hole, on its level', at(12.3, 42.4), true],
  ])('%s', (_where, point, inside) => {
    expect(contains(withHole, point)).toBe(inside);
  });

  it('of several parts lies in any of them', () => {
    const parts = { boundary: { type: 'MultiPolygon', coordinates: [[OUTSIDE], [square(15, 40, 16, 41)]] } } as const;
    expect(contains(parts, at(15.5, 40.5))).toBe(true);
    expect(contains(parts, at(14, 41.5))).toBe(false);
  });

  it('is found in a corner that turns inwards', () => {
    const arrow: Boundary = {
      type: 'Polygon',
      coordinates: [
        [
          [12, 42],
          [13, 42.5],
          [12, 43],
          [12.5, 42.5],
          [12, 42],
        ],
      ],
    };
    expect(contains({ boundary: arrow }, at(12.2, 42.5))).toBe(false);
    expect(contains({ boundary: arrow }, at(12.7, 42.5))).toBe(true);
  });

  it('is decided the same wherever the ring begins and whichever way it runs', () => {
    const open = OUTSIDE.slice(0, -1);
    // In steps: what lies beside a side by no more than a rounding is on it.
    const somewhereBetween = (from: number, to: number): fc.Arbitrary<number> =>
      fc.integer({ min: from * 1_000, max: to * 1_000 }).map((thousandths) => thousandths / 1_000);
    fc.assert(
      fc.property(
        somewhereBetween(11.5, 13.5),
        somewhereBetween(41.5, 43.5),
        fc.nat(3),
        fc.boolean(),
        (lon, lat, start, reversed) => {
          const turned = [...open.slice(start), ...open.slice(0, start)];
          const way = reversed ? turned.reverse() : turned;
          const ring = way.concat(way.slice(0, 1));
          const plainly = lon >= 12 && lon <= 13 && lat >= 42 && lat <= 43;
          expect(contains({ boundary: { type: 'Polygon', coordinates: [ring] } }, at(lon, lat))).toBe(plainly);
        },
      ),
    );
  });
});

describe('A boundary', () => {
  const reasons = (...rings: Ring[]): string[] =>
    problemsOfBoundary({ type: 'Polygon', coordinates: rings }, new Effort(10_000)).map(
      ({ path, reason }) => `${path.join('/')}: ${reason}`,
    );

  it('of a closed ring with a hole is fine', () => {
    expect(reasons(OUTSIDE, HOLE)).toEqual([]);
  });

  it('that touches itself in a corner is fine, as official data does', () => {
    expect(
      reasons([
        [12, 42],
        [12.5, 42.5],
        [12, 43],
        [13, 43],
        [12.5, 42.5],
        [13, 42],
        [12, 42],
      ]),
    ).toEqual([]);
  });

  it.each<[string, Ring, string]>([
    [
      'too few positions',
      [
        [12, 42],
        [13, 42],
        [12, 42],
      ],
      'coordinates/0: a ring needs at least four positions',
    ],
    ['no end', OUTSIDE.slice(0, 4), 'coordinates/0/3: the ring is not closed'],
    [
      'no area',
      [
        [12, 42],
        [13, 42],
        [12.5, 42],
        [12, 42],
      ],
      'coordinates/0: the ring encloses nothing',
    ],
    [
      'a place on no earth',
      [
        [12, 42],
        [1200, 42],
        [12, 43],
        [12, 42],
      ],
      'coordinates/0/1: [1200, 42] is not in Italy',
    ],
    [
      'a knot',
      [
        [12, 42],
        [13, 43],
        [13, 42],
        [12, 42.5],
        [12, 42],
      ],
      'coordinates/0/2: the sides from positions 0 and 2 cross each other',
    ],
  ])('with %s is not', (_what, ring, reason) => {
    expect(reasons(ring)).toEqual([expect.stringContaining(reason)]);
  });

  it('with a hole outside is not', () => {
    expect(reasons(OUTSIDE, square(12.5, 42.5, 13.5, 42.6))).toEqual([
      'coordinates/1: the hole reaches outside its polygon',
    ]);
  });

  it('with a hole that leaves between two corners which are inside is not', () => {
    // A square with a notch from the south: the hole spans it.
    const notched: Ring = [
      [12, 42],
      [12.4, 42],
      [12.5, 42.5],
      [12.6, 42],
      [13, 42],
      [13, 43],
      [12, 43],
      [12, 42],
    ];
    const leaving = ['coordinates/1: the hole reaches outside its polygon'];
    expect(reasons(notched, square(12.3, 42.2, 12.7, 42.8))).toEqual(leaving);
    // Its corners lie on the sides of the notch.
    expect(
      reasons(notched, [
        [12.45, 42.25],
        [12.55, 42.25],
        [12.5, 42.8],
        [12.45, 42.25],
      ]),
    ).toEqual(leaving);
    expect(reasons(notched, square(12.3, 42.5, 12.7, 42.8))).toEqual([]);
  });

  it.each<[string, Ring]>([
    ['cross', square(12.5, 42.5, 12.7, 42.7)],
    ['lie in one another', square(12.45, 42.45, 12.5, 42.5)],
    ['are the same', HOLE],
  ])('with holes that %s is not', (_how, hole) => {
    expect(reasons(OUTSIDE, square(12.1, 42.1, 12.2, 42.2), HOLE, hole)).toEqual([
      expect.stringContaining('coordinates/3: the hole lies on the hole at coordinates/2, near ['),
    ]);
  });

  it('with holes that touch is fine', () => {
    expect(reasons(OUTSIDE, HOLE, square(12.6, 42.4, 12.8, 42.6), square(12.2, 42.2, 12.4, 42.4))).toEqual([]);
  });

  const reasonsOfParts = (...coordinates: Ring[][]): string[] =>
    problemsOfBoundary({ type: 'MultiPolygon', coordinates }, new Effort(1_000_000)).map(
      ({ path, reason }) => `${path.join('/')}: ${reason}`,
    );

  it.each<[string, Ring]>([
    ['cross', square(12.5, 42.5, 13.5, 43.5)],
    ['lie in one another', square(12.1, 42.1, 12.2, 42.2)],
    ['are the same', OUTSIDE],
  ])('with parts that %s is not', (_how, part) => {
    expect(reasonsOfParts([square(15, 40, 16, 41)], [OUTSIDE, HOLE], [part])).toEqual([
      expect.stringContaining('coordinates/2: the part lies on the part at coordinates/1, near ['),
    ]);
  });

  it('with parts that touch, or of which one is an island in the hole of another, is fine', () => {
    expect(reasonsOfParts([OUTSIDE, HOLE], [square(13, 42, 14, 43)], [square(12.45, 42.45, 12.5, 42.5)])).toEqual([]);
  });

  it('of more parts than any Comune has is refused at once', () => {
    const islands = Array.from({ length: 501 }, (_, n) => [square(12 + n / 1000, 42, 12 + (n + 0.5) / 1000, 42.001)]);
    expect(reasonsOfParts(...islands.slice(1))).toEqual([]);
    expect(reasonsOfParts(...islands)).toEqual(['coordinates: more than 500 parts and holes: leave out the smallest']);
  });

  it('says in which of its parts it is wrong', () => {
    const coordinates = [[OUTSIDE], [OUTSIDE.slice(0, 4)]];
    expect(problemsOfBoundary({ type: 'MultiPolygon', coordinates }, new Effort(10_000))[0]?.path).toEqual([
      'coordinates',
      1,
      0,
      3,
    ]);
  });
});

describe('A boundary that is much to compare', () => {
  const PLENTY = 3_000_000;
  const reasonsWithin = (limit: number, boundary: Boundary): string[] =>
    problemsOfBoundary(boundary, new Effort(limit)).map(({ path, reason }) => `${path.join('/')}: ${reason}`);
  /** The same with its last corner but one moved. */
  const moved = (boundary: Boundary, lon: number, lat: number): Boundary => {
    const rings = boundary.type === 'MultiPolygon' ? boundary.coordinates.map(([ring = []]) => ring) : [];
    const last = rings.at(-1) ?? [];
    const other: Ring = [...last.slice(0, -2), [lon, lat], ...last.slice(-1)];
    return { type: 'MultiPolygon', coordinates: [...rings.slice(0, -1), other].map((ring) => [ring]) };
  };

  it.each<[string, Boundary]>([
    ['strips towards the north', strips(500, 'northwards')],
    ['strips towards the east', strips(500, 'eastwards')],
    ['combs with teeth towards the north', combs(1000, 'northwards')],
    ['combs with teeth towards the east', combs(1000, 'eastwards')],
    ['a detailed coast', coast(4000)],
    ['a coast more detailed than any', coast(20_000)],
  ])('of %s is fine, with few comparisons for each of its sides', (_what, boundary) => {
    const sides = JSON.stringify(boundary).split('],[').length;
    expect(reasonsWithin(200 * sides, boundary)).toEqual([]);
  });

  it.each<[string, Boundary]>([
    ['triangles', triangles(500)],
    ['strips', strips(500, 'diagonally')],
  ])('of diagonal %s, all beside each other, is fine', (_what, boundary) => {
    expect(reasonsWithin(PLENTY, boundary)).toEqual([]);
  });

  it.each<[string, Boundary]>([
    ['strip towards the north', moved(strips(500, 'northwards'), 12.4, 41.999)],
    ['strip towards the east', moved(strips(500, 'eastwards'), 12.999, 41.4)],
    ['triangle', moved(triangles(500), 12.9, 41.9)],
  ])('of which the last %s lies on others is not', (_what, boundary) => {
    expect(reasonsWithin(PLENTY, boundary)).toEqual([
      expect.stringMatching(/^coordinates\/499: the part lies on the part/),
    ]);
  });

  it('of combs of which one tooth is too long is not', () => {
    const [south = [], [ring = []] = []] = polygonsOf(combs(1000, 'eastwards'));
    const longer: Ring = ring.map(([lon, lat], index) => [index === 500 ? lon - 0.2 : lon, lat]);
    expect(reasonsWithin(PLENTY, { type: 'MultiPolygon', coordinates: [south, [longer]] })).toEqual([
      expect.stringContaining('coordinates/1: the part lies on the part at coordinates/0'),
    ]);
  });

  it.each<[string, Boundary]>([
    ['combs with diagonal teeth', combs(3000, 'diagonally')],
    ['a star', star(8000)],
    [
      'more positions than can be put in order',
      { type: 'MultiPolygon', coordinates: Array(20).fill([coast(20_000).coordinates[0]]) },
    ],
  ])('of %s is refused before it takes too long', (_what, boundary) => {
    expect(reasonsWithin(PLENTY, boundary)).toEqual([
      'coordinates: too many of its sides lie beside each other to be compared (3000000 comparisons for all outlines together): simplify it',
    ]);
  });

  it('is not compared any further once that is too much, whatever else would be found', () => {
    const coordinates = [
      ...polygonsOf(combs(3000, 'diagonally')),
      [square(14, 44, 15, 45)],
      [square(14.5, 44.5, 16, 46)],
    ];
    expect(reasonsWithin(PLENTY, { type: 'MultiPolygon', coordinates })).toEqual([
      expect.stringContaining('too many of its sides'),
    ]);
    expect(reasonsWithin(PLENTY, { type: 'MultiPolygon', coordinates: coordinates.slice(2) })).toEqual([
      expect.stringContaining('the part lies on the part'),
    ]);
  });

  it('is told of once: what comes after it is not looked at', () => {
    const effort = new Effort(1000);
    expect(problemsOfBoundary(coast(100), effort)).toHaveLength(1);
    expect(problemsOfBoundary(coast(100), effort)).toEqual([]);
  });
});
