import fc from 'fast-check';
import { contains } from './boundary';
import { problemsOfBoundary } from './boundary-check';
import type { Boundary, Ring } from './municipality';

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
    fc.assert(
      fc.property(
        fc.double({ min: 11.5, max: 13.5, noNaN: true }),
        fc.double({ min: 41.5, max: 43.5, noNaN: true }),
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
    problemsOfBoundary({ type: 'Polygon', coordinates: rings }).map(
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
    problemsOfBoundary({ type: 'MultiPolygon', coordinates }).map(({ path, reason }) => `${path.join('/')}: ${reason}`);

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

  it('of more parts than can be compared is refused at once', () => {
    const islands = Array.from({ length: 501 }, (_, n) => [square(12 + n / 1000, 42, 12 + (n + 0.5) / 1000, 42.001)]);
    expect(reasonsOfParts(...islands.slice(1))).toEqual([]);
    expect(reasonsOfParts(...islands)).toEqual(['coordinates: more than 500 parts and holes: leave out the smallest']);
  });

  it('says in which of its parts it is wrong', () => {
    const coordinates = [[OUTSIDE], [OUTSIDE.slice(0, 4)]];
    expect(problemsOfBoundary({ type: 'MultiPolygon', coordinates })[0]?.path).toEqual(['coordinates', 1, 0, 3]);
  });
});
