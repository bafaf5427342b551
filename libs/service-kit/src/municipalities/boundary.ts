import type { Boundary, LonLat, Ring } from './municipality';

/** A point on the ground, WGS 84, degrees. */
export interface Point {
  readonly lat: number;
  readonly lon: number;
}

/** Degrees within which a point counts as lying on an edge: about a tenth of a millimetre. */
export const ON_EDGE = 1e-9;

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
  const sides: (readonly [LonLat, LonLat])[] = [];
  let [start] = ring;
  for (const end of ring.slice(1)) {
    if (start) sides.push([start, end]);
    start = end;
  }
  return sides;
}

/** Where a point lies, by counting how many sides a ray towards the east crosses. Every submission with a place passes here. */
export function placeIn(ring: Ring, { lat, lon }: Point): 'inside' | 'edge' | 'outside' {
  const position: LonLat = [lon, lat];
  let inside = false;
  let start = ring[0];
  for (let index = 1; index < ring.length; index += 1) {
    const end = ring[index];
    if (!start || !end) break;
    const side = sideAt(position, start, end);
    if (side === 'edge') return 'edge';
    if (side === 'east') inside = !inside;
    start = end;
  }
  return inside ? 'inside' : 'outside';
}

/** Whether a position lies on a side, or a ray from it towards the east crosses the side. */
export function sideAt(position: LonLat, start: LonLat, end: LonLat): 'edge' | 'east' | undefined {
  const [lon, lat] = position;
  if (start[1] - ON_EDGE > lat && end[1] - ON_EDGE > lat) return undefined;
  if (start[1] + ON_EDGE < lat && end[1] + ON_EDGE < lat) return undefined;
  if (shareOfSide(position, start, end) !== undefined) return 'edge';
  // half-open in latitude, so that a ray through a vertex counts one of the two sides that meet there
  if (start[1] > lat === end[1] > lat) return undefined;
  const crossing = start[0] + ((lat - start[1]) / (end[1] - start[1])) * (end[0] - start[0]);
  return lon < crossing ? 'east' : undefined;
}

/** Sides that pass through each other cross. Those that only come together in a position, or lie on each other, touch. */
export function sidesMeet(
  start: LonLat,
  end: LonLat,
  otherStart: LonLat,
  otherEnd: LonLat,
): 'cross' | 'touch' | undefined {
  const one = offset(start, end, otherStart);
  const two = offset(start, end, otherEnd);
  // most are nowhere near, which is quickly seen
  const near = nearOffset(start, end);
  if ((one > near && two > near) || (one < -near && two < -near)) return undefined;
  const three = offset(otherStart, otherEnd, start);
  const four = offset(otherStart, otherEnd, end);
  const otherNear = nearOffset(otherStart, otherEnd);
  if ((three > otherNear && four > otherNear) || (three < -otherNear && four < -otherNear)) return undefined;
  // asked first: a position on a slanted side is rounded a hair to one side of it
  const touch =
    shareOfSide(otherStart, start, end) !== undefined ||
    shareOfSide(otherEnd, start, end) !== undefined ||
    shareOfSide(start, otherStart, otherEnd) !== undefined ||
    shareOfSide(end, otherStart, otherEnd) !== undefined;
  if (touch) return 'touch';
  return Math.sign(one) * Math.sign(two) < 0 && Math.sign(three) * Math.sign(four) < 0 ? 'cross' : undefined;
}

/** How far along a side a position on it lies, from 0 to 1; undefined when it does not lie on it. */
export function shareOfSide(position: LonLat, start: LonLat, end: LonLat): number | undefined {
  const off = offset(start, end, position);
  const near = nearOffset(start, end);
  if (off > near || off < -near) return undefined;
  const [lon, lat] = position;
  const alongLon = end[0] - start[0];
  const alongLat = end[1] - start[1];
  const squaredLength = alongLon * alongLon + alongLat * alongLat;
  const share = squaredLength === 0 ? 0 : ((lon - start[0]) * alongLon + (lat - start[1]) * alongLat) / squaredLength;
  const nearest = Math.min(1, Math.max(0, share));
  const isOn =
    Math.abs(start[0] + nearest * alongLon - lon) <= ON_EDGE &&
    Math.abs(start[1] + nearest * alongLat - lat) <= ON_EDGE;
  return isOn ? nearest : undefined;
}

/** How far a position lies off the line from `start` to `end`, times their distance: positive to the left, negative to the right. */
function offset(start: LonLat, end: LonLat, position: LonLat): number {
  return (end[0] - start[0]) * (position[1] - start[1]) - (end[1] - start[1]) * (position[0] - start[0]);
}

/** No position on a side has a larger offset. */
function nearOffset(start: LonLat, end: LonLat): number {
  return 2 * ON_EDGE * (Math.abs(end[0] - start[0]) + Math.abs(end[1] - start[1]));
}
