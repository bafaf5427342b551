import type { Boundary, LonLat, Ring } from './municipality';

/** A point on the ground, WGS 84, degrees. */
export interface Point {
  readonly lat: number;
  readonly lon: number;
}

/** Degrees within which a point counts as lying on an edge: about a tenth of a millimetre. */
const ON_EDGE = 1e-9;

/**
 * True when the point lies in the municipality's territory. Points on an edge, also on that of a hole, are inside.
 * Degrees are taken as a plane, which is right for territories that are far from the poles and the antimeridian.
 */
export function contains(municipality: { readonly boundary: Boundary }, point: Point): boolean {
  return polygonsOf(municipality.boundary).some(([outside, ...holes]) => {
    if (!outside) return false;
    const place = placeIn(outside, point);
    if (place !== 'inside') return place === 'edge';
    return holes.every((hole) => placeIn(hole, point) !== 'inside');
  });
}

/** The polygons of a boundary, each as its rings. */
export function polygonsOf(boundary: Boundary): readonly (readonly Ring[])[] {
  return boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
}

/** The sides of a ring, from each position to the next. */
export function sidesOf(ring: Ring): readonly (readonly [LonLat, LonLat])[] {
  return ring.slice(1).flatMap((end, index) => {
    const start = ring[index];
    return start ? [[start, end] as const] : [];
  });
}

/** Where a point lies, by counting how many sides a ray towards the east crosses. Every submission with a place passes here. */
export function placeIn(ring: Ring, { lat, lon }: Point): 'inside' | 'edge' | 'outside' {
  let inside = false;
  let start = ring[0];
  for (let index = 1; index < ring.length; index += 1) {
    const end = ring[index];
    if (!start || !end) break;
    const isLevel = Math.min(start[1], end[1]) - ON_EDGE <= lat && lat <= Math.max(start[1], end[1]) + ON_EDGE;
    if (isLevel) {
      if (isOnSide(lon, lat, start, end)) return 'edge';
      // half-open in latitude, so that a ray through a vertex counts one of the two sides that meet there
      if (start[1] > lat !== end[1] > lat) {
        const crossing = start[0] + ((lat - start[1]) / (end[1] - start[1])) * (end[0] - start[0]);
        if (lon < crossing) inside = !inside;
      }
    }
    start = end;
  }
  return inside ? 'inside' : 'outside';
}

function isOnSide(lon: number, lat: number, start: LonLat, end: LonLat): boolean {
  const alongLon = end[0] - start[0];
  const alongLat = end[1] - start[1];
  const squaredLength = alongLon * alongLon + alongLat * alongLat;
  const share = squaredLength === 0 ? 0 : ((lon - start[0]) * alongLon + (lat - start[1]) * alongLat) / squaredLength;
  const nearest = Math.min(1, Math.max(0, share));
  return (
    Math.abs(start[0] + nearest * alongLon - lon) <= ON_EDGE && Math.abs(start[1] + nearest * alongLat - lat) <= ON_EDGE
  );
}

/** True when two sides pass through each other. Sides that only touch, or lie on each other, do not. */
export function sidesCross(start: LonLat, end: LonLat, otherStart: LonLat, otherEnd: LonLat): boolean {
  return (
    turn(start, end, otherStart) * turn(start, end, otherEnd) < 0 &&
    turn(otherStart, otherEnd, start) * turn(otherStart, otherEnd, end) < 0
  );
}

/** On which side of the line from `start` to `end` a position lies: -1, 0 or 1. */
function turn(start: LonLat, end: LonLat, position: LonLat): number {
  return Math.sign((end[0] - start[0]) * (position[1] - start[1]) - (end[1] - start[1]) * (position[0] - start[0]));
}
