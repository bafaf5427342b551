import type { Boundary, LonLat, Ring } from './municipality';
import { overlapOf } from './overlap';

const square = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const polygon = (...coordinates: readonly Ring[]): Boundary => ({ type: 'Polygon', coordinates });
const both = (one: Boundary, other: Boundary): readonly (LonLat | undefined)[] => [
  overlapOf(one, other),
  overlapOf(other, one),
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
});
