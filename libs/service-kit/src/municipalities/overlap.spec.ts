import fc from 'fast-check';
import { polygonsOf } from './boundary';
import { Effort } from './effort';
import type { Boundary, LonLat, Ring } from './municipality';
import { overlapOf, territoryOf } from './overlap';
import { combs } from './testing/outlines';

const square = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const polygon = (...coordinates: readonly Ring[]): Boundary => ({ type: 'Polygon', coordinates });
const both = (one: Boundary, other: Boundary): readonly (LonLat | undefined)[] => [
  overlapOf(territoryOf(one), territoryOf(other), new Effort(10_000)),
  overlapOf(territoryOf(other), territoryOf(one), new Effort(10_000)),
];

describe('Two territories', () => {
  const land = polygon(square(12, 42, 13, 43));

  it.each<[string, Boundary]>([
    ['far apart', polygon(square(15, 40, 16, 41))],
    ['that share a border', polygon(square(13, 42, 14, 43))],
    ['that share a part of a border', polygon(square(13, 42.3, 14, 42.6))],
    ['that share a corner', polygon(square(13, 43, 14, 44))],
    [
      'whose boxes alone overlap',
      polygon([
        [12.9, 43.5],
        [13.5, 42.9],
        [13.5, 43.5],
        [12.9, 43.5],
      ]),
    ],
  ])('%s do not overlap', (_how, other) => {
    expect(both(land, other)).toEqual([undefined, undefined]);
  });

  it.each<[string, Boundary]>([
    ['that cross', polygon(square(12.5, 42.5, 13.5, 43.5))],
    ['of which one lies within the other', polygon(square(12.4, 42.4, 12.6, 42.6))],
    ['with the same outline', land],
    ['that share three sides', polygon(square(12, 42, 12.5, 43))],
    [
      'of which one cuts through the other from edge to edge',
      polygon([
        [12, 42.5],
        [12.5, 43],
        [12, 43],
        [12, 42.5],
      ]),
    ],
    ['of which one hangs over by a sliver', polygon(square(12.9999, 42, 14, 43))],
  ])('%s overlap', (_how, other) => {
    expect(both(land, other)).toEqual([expect.any(Array), expect.any(Array)]);
  });

  it.each<[string, (east: number, north: number) => LonLat]>([
    ['', (east, north) => [12 + east / 64, 42 + north / 64]],
    [', turned over', (east, north) => [12 + north / 64, 42 + east / 64]],
  ])('that meet like the wings of a pinwheel, only with corners on sides, overlap%s', (_how, at) => {
    const one = polygon([at(-9, 0), at(1, 0), at(4, 1), at(0, 1), at(-9, 0)]);
    const other = polygon([at(1, -3), at(1, 1), at(0, 4), at(0, 0), at(1, -3)]);
    expect(both(one, other)).toEqual([expect.any(Array), expect.any(Array)]);
  });

  it('of which one has a corner on a slanted side of the other only touch, however the corner is rounded', () => {
    const at = (east: number, north: number): LonLat => [12 + east / 100, 42 + north / 100];
    const one = polygon([at(0, 0), at(2, 0), at(2, 2), at(0, 0)]);
    const other = polygon([at(0, 1), at(1, 1), at(0, 2), at(0, 1)]);
    expect(both(one, other)).toEqual([undefined, undefined]);
  });

  it('of which one fills the hole of the other only touch', () => {
    const hole = square(12.4, 42.4, 12.6, 42.6);
    const around = polygon(square(12, 42, 13, 43), hole);
    expect(both(around, polygon(hole))).toEqual([undefined, undefined]);
    expect(both(around, polygon(square(12.4, 42.4, 12.7, 42.6)))).toEqual([expect.any(Array), expect.any(Array)]);
  });

  it('are compared in all their parts', () => {
    const parts: Boundary = {
      type: 'MultiPolygon',
      coordinates: [[square(15, 40, 16, 41)], [square(12.5, 42.5, 14, 44)]],
    };
    expect(both(land, parts)).toEqual([expect.any(Array), expect.any(Array)]);
  });

  it('of rectangles overlap where plain arithmetic says so', () => {
    const side = fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 4 }));
    const rectangle = fc.tuple(side, side).map(([[west, wide], [south, high]]) => ({ west, wide, south, high }));
    fc.assert(
      fc.property(rectangle, rectangle, (one, other) => {
        const isShared =
          Math.max(one.west, other.west) < Math.min(one.west + one.wide, other.west + other.wide) &&
          Math.max(one.south, other.south) < Math.min(one.south + one.high, other.south + other.high);
        const [first, second] = [one, other].map(({ west, wide, south, high }) =>
          polygon(square(8 + west / 8, 40 + south / 8, 8 + (west + wide) / 8, 40 + (south + high) / 8)),
        );
        const found = both(first ?? land, second ?? land);
        expect(found.map((near) => near !== undefined)).toEqual([isShared, isShared]);
      }),
    );
  });

  it('that would take too long to compare are left, and it is known', () => {
    const [south, north] = polygonsOf(combs(1000, 'diagonally')).map((rings) => territoryOf(polygon(...rings)));
    const effort = new Effort(100_000);
    expect(south && north && overlapOf(south, north, effort)).toBeUndefined();
    expect(effort.isSpent).toBe(true);
  });
});
