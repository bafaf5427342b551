import { polygonsOf, sidesOf } from './boundary';
import { isInBox, type Box } from './by-point';
import type { Effort } from './effort';
import type { Boundary, LonLat, Ring } from './municipality';
import { overlaps } from './overlap';
import { Sweep } from './sweep';

/** Italy with its islands, degrees: the product serves Comuni, and the usual mistake is to swap the two coordinates. */
const ITALY: Box = { west: 6, east: 19, south: 35, north: 48 };
/** Each submission with a place is compared with every side; no Comune's outline needs more. */
const MAX_POSITIONS = 20_000;
/** No Comune has so many islands. */
const MAX_RINGS = 500;

export interface BoundaryProblem {
  /** Where, from the geometry: `['coordinates', 0, 3]`. */
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/**
 * What is wrong with a boundary that has the shape of GeoJSON: open rings, places outside Italy, sides that cross, holes that reach outside, holes
 * or parts that lie on each other. What would take more than is left of the effort is refused.
 */
export function problemsOfBoundary(boundary: Boundary, effort: Effort): BoundaryProblem[] {
  // told of the outline before, at which it ran out
  if (effort.isSpent) return [];
  const polygons = polygonsOf(boundary);
  if (polygons.flat().length > MAX_RINGS)
    return [{ path: ['coordinates'], reason: `more than ${MAX_RINGS} parts and holes: leave out the smallest` }];
  const found = polygons.flatMap((rings, index) => {
    const path = boundary.type === 'Polygon' ? ['coordinates'] : ['coordinates', index];
    const ofRings = rings.flatMap((ring, ringIndex) => problemsOfRing(ring, [...path, ringIndex], effort));
    return ofRings.length > 0 ? ofRings : problemsOfHoles(rings, path, effort);
  });
  const problems =
    found.length > 0 ? found : problemsOfOverlaps(polygons, 'part', (index) => ['coordinates', index], effort);
  return problems.length === 0 && effort.isSpent ? [{ path: ['coordinates'], reason: tooMuch(effort) }] : problems;
}

function tooMuch({ limit }: Effort): string {
  return `too many of its sides lie beside each other to be compared (${limit} comparisons for all outlines together): simplify it`;
}

function problemsOfRing(ring: Ring, path: readonly (string | number)[], effort: Effort): BoundaryProblem[] {
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
  const crossing = crossingSides(ring, effort);
  return crossing
    ? [
        {
          path: [...path, crossing[1]],
          reason: `the sides from positions ${crossing[0]} and ${crossing[1]} cross each other`,
        },
      ]
    : [];
}

function problemsOfHoles(rings: readonly Ring[], path: BoundaryProblem['path'], effort: Effort): BoundaryProblem[] {
  if (rings.length < 2) return [];
  const outside = holesOutside(rings, effort);
  if (outside.size > 0) {
    const reason = 'the hole reaches outside its polygon';
    return [...outside].sort((a, b) => a - b).map((hole) => ({ path: [...path, hole], reason }));
  }
  const filled = rings.slice(1).map((hole) => [hole]);
  return problemsOfOverlaps(filled, 'hole', (index) => [...path, index + 1], effort);
}

/** The holes that lie outside the first ring in any part, also where their corners do not. Holes that touch it are fine. */
function holesOutside(rings: readonly Ring[], effort: Effort): ReadonlySet<number> {
  const outside = new Set<number>();
  const sweep = new Sweep(rings, effort);
  for (const [{ ring: one }, { ring: other }] of sweep.crossings())
    if (one !== other && Math.min(one, other) === 0) outside.add(Math.max(one, other));
  const edges = rings.flatMap((_ring, hole) =>
    hole === 0 ? [] : sweep.edgeOf(hole).map((position) => ({ position, hole })),
  );
  for (const { asked, inside, onEdge } of sweep.places(edges))
    if (!inside.includes(0) && !onEdge.includes(0)) outside.add(asked.hole);
  return outside;
}

/** Parts or holes that lie on an earlier one: whose a point there is, or whether it is in a hole, would be chance. */
function problemsOfOverlaps(
  polygons: readonly (readonly Ring[])[],
  what: 'part' | 'hole',
  pathOf: (index: number) => BoundaryProblem['path'],
  effort: Effort,
): BoundaryProblem[] {
  if (polygons.length < 2) return [];
  const firstOf = new Map<number, { readonly earlier: number; readonly near: LonLat }>();
  for (const { polygons: both, near } of overlaps(polygons, effort)) {
    const [earlier, later] = [Math.min(...both), Math.max(...both)];
    if (earlier < (firstOf.get(later)?.earlier ?? Infinity)) firstOf.set(later, { earlier, near });
  }
  return [...firstOf]
    .sort(([one], [other]) => one - other)
    .map(([later, { earlier, near }]) => ({
      path: pathOf(later),
      reason: `the ${what} lies on the ${what} at ${pathOf(earlier).join('/')}, near [${near.join(', ')}]`,
    }));
}

function isInItaly([lon, lat]: LonLat): boolean {
  return isInBox(ITALY, { lat, lon });
}

function area(ring: Ring): number {
  return sidesOf(ring).reduce(
    (sum, [[startLon, startLat], [endLon, endLat]]) => sum + startLon * endLat - endLon * startLat,
    0,
  );
}

/** The first two sides that pass through each other. Rings that only touch themselves occur in official data and are fine. */
function crossingSides(ring: Ring, effort: Effort): readonly [number, number] | undefined {
  for (const [{ index: one }, { index: other }] of new Sweep([ring], effort).crossings())
    return one < other ? [one, other] : [other, one];
  return undefined;
}
