import { polygonsOf, sidesCross, sidesOf } from './boundary';
import type { Boundary, LonLat, Ring } from './municipality';
import { overlapOf, reachesOutside } from './overlap';

/** Italy with its islands, degrees: the product serves Comuni, and the usual mistake is to swap the two coordinates. */
const ITALY = { west: 6, east: 19, south: 35, north: 48 };
/** The check for crossing sides compares pairs; no Comune's outline needs more. */
const MAX_POSITIONS = 20_000;
/** Parts and holes are compared in pairs; no Comune has so many islands. */
const MAX_RINGS = 500;

export interface BoundaryProblem {
  /** Where, from the geometry: `['coordinates', 0, 3]`. */
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/**
 * What is wrong with a boundary that has the shape of GeoJSON: open rings, places outside Italy, sides that cross, holes that reach outside, holes
 * or parts that lie on each other.
 */
export function problemsOfBoundary(boundary: Boundary): BoundaryProblem[] {
  const polygons = polygonsOf(boundary);
  if (polygons.flat().length > MAX_RINGS)
    return [{ path: ['coordinates'], reason: `more than ${MAX_RINGS} parts and holes: leave out the smallest` }];
  const problems = polygons.flatMap((rings, index) => {
    const path = boundary.type === 'Polygon' ? ['coordinates'] : ['coordinates', index];
    const ofRings = rings.flatMap((ring, ringIndex) => problemsOfRing(ring, [...path, ringIndex]));
    return ofRings.length > 0 ? ofRings : problemsOfHoles(rings, path);
  });
  return problems.length > 0 ? problems : overlaps(polygons, 'part', (index) => ['coordinates', index]);
}

function problemsOfRing(ring: Ring, path: readonly (string | number)[]): BoundaryProblem[] {
  if (ring.length > MAX_POSITIONS)
    return [{ path, reason: `a ring of more than ${MAX_POSITIONS} positions: simplify it` }];
  const misplaced = ring.findIndex((position) => !isInItaly(position));
  if (misplaced >= 0) {
    const [lon, lat] = ring[misplaced] ?? [NaN, NaN];
    const swapped = isInItaly([lat, lon]) ? ': longitude comes first' : '';
    return [{ path: [...path, misplaced], reason: `[${lon}, ${lat}] is not in Italy${swapped}` }];
  }
  const [first] = ring;
  const last = ring.at(-1);
  if (ring.length < 4) return [{ path, reason: 'a ring needs at least four positions, the last as the first' }];
  if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) {
    return [
      { path: [...path, ring.length - 1], reason: 'the ring is not closed: its last position must be the first again' },
    ];
  }
  if (area(ring) === 0) return [{ path, reason: 'the ring encloses nothing' }];
  const crossing = crossingSides(ring);
  return crossing
    ? [
        {
          path: [...path, crossing[1]],
          reason: `the sides from positions ${crossing[0]} and ${crossing[1]} cross each other`,
        },
      ]
    : [];
}

function problemsOfHoles([outside, ...holes]: readonly Ring[], path: readonly (string | number)[]): BoundaryProblem[] {
  if (!outside) return [];
  const problems = holes.flatMap((hole, index) =>
    reachesOutside(hole, outside)
      ? [{ path: [...path, index + 1], reason: 'the hole reaches outside its polygon' }]
      : [],
  );
  if (problems.length > 0) return problems;
  const filled = holes.map((hole) => [hole]);
  return overlaps(filled, 'hole', (index) => [...path, index + 1]);
}

/** Parts or holes that lie on an earlier one: whose a point there is, or whether it is in a hole, would be chance. */
function overlaps(
  polygons: readonly (readonly Ring[])[],
  what: 'part' | 'hole',
  pathOf: (index: number) => BoundaryProblem['path'],
): BoundaryProblem[] {
  const shapes = polygons.map((coordinates): Boundary => ({ type: 'Polygon', coordinates }));
  return shapes.flatMap((shape, index) => {
    for (const [earlier, other] of shapes.slice(0, index).entries()) {
      const near = overlapOf(shape, other);
      if (near) {
        const reason = `the ${what} lies on the ${what} at ${pathOf(earlier).join('/')}, near [${near.join(', ')}]`;
        return [{ path: pathOf(index), reason }];
      }
    }
    return [];
  });
}

function isInItaly([lon, lat]: LonLat): boolean {
  return lon >= ITALY.west && lon <= ITALY.east && lat >= ITALY.south && lat <= ITALY.north;
}

function area(ring: Ring): number {
  return sidesOf(ring).reduce(
    (sum, [[startLon, startLat], [endLon, endLat]]) => sum + startLon * endLat - endLon * startLat,
    0,
  );
}

/** The first two sides that pass through each other. Rings that only touch themselves occur in official data and are fine. */
function crossingSides(ring: Ring): readonly [number, number] | undefined {
  const sides = sidesOf(ring).map(([start, end], index) => ({
    index,
    start,
    end,
    west: Math.min(start[0], end[0]),
    east: Math.max(start[0], end[0]),
  }));
  sides.sort((a, b) => a.west - b.west);
  for (const [place, side] of sides.entries()) {
    for (
      let other = sides[place + 1], next = place + 1;
      other && other.west <= side.east;
      next += 1, other = sides[next]
    ) {
      if (sidesCross(side.start, side.end, other.start, other.end)) {
        return side.index < other.index ? [side.index, other.index] : [other.index, side.index];
      }
    }
  }
  return undefined;
}
