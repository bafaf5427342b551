import { bareMunicipality } from '../testing';
import { boxOf, ByPoint } from './by-point';
import type { Boundary, Municipality } from './municipality';

const square = (west: number, south: number, east: number, north: number): Boundary => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});
const comune = (id: string, boundary: Boundary, istat = '060019'): Municipality =>
  bareMunicipality(id, { istat, boundary });

describe('The Comune of a point', () => {
  const west = comune('west', square(12, 42, 13, 43));
  const east = comune('east', square(13, 42, 14, 43));
  const madeUp = comune('made-up', square(12.5, 42, 13.5, 44), '000000');
  const found = (lon: number, lat: number, all = [madeUp, west, east]): string | undefined =>
    new ByPoint(all).find({ lat, lon })?.id;

  it('is the one whose territory it lies in', () => {
    expect([found(12.2, 42.5), found(13.8, 42.5)]).toEqual(['west', 'east']);
  });

  it('is none outside all of them', () => {
    expect([found(11.9, 42.5), found(12.2, 43.5), found(14.1, 42.5), found(12.2, 41.9)]).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('is the real one where a fictitious one lies on it, and the fictitious one beyond', () => {
    expect([found(12.7, 42.5), found(12.7, 43.5)]).toEqual(['west', 'made-up']);
  });

  it('on a border that two share is the first of them, always the same', () => {
    expect([found(13, 42.5), found(13, 42.5, [east, west])]).toEqual(['west', 'east']);
  });

  it('on the outermost edge and corner counts as inside', () => {
    expect([found(12, 42.5), found(14, 42), found(12, 42)]).toEqual(['west', 'east', 'west']);
  });

  it('is not decided by the box around a territory', () => {
    const triangle: Boundary = {
      type: 'Polygon',
      coordinates: [
        [
          [12, 42],
          [13, 42],
          [12, 43],
          [12, 42],
        ],
      ],
    };
    expect([found(12.9, 42.9, [comune('corner', triangle)]), found(12.1, 42.1, [comune('corner', triangle)])]).toEqual([
      undefined,
      'corner',
    ]);
  });
});

it('The box around a territory of several parts holds them all', () => {
  const parts = [square(12, 42, 13, 43), square(15, 40, 16, 41)].map(({ coordinates }) => coordinates);
  const boundary = { type: 'MultiPolygon', coordinates: parts } as Boundary;
  expect(boxOf(boundary)).toEqual({ west: 12, south: 40, east: 16, north: 43 });
});
