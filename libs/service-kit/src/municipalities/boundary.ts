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

/** Where a point lies, by counting how many sides a ray towards the east crosses. */
export function placeIn(ring: Ring, { lat, lon }: Point): 'inside' | 'edge' | 'outside' {
  let inside = false;
  for (const [[startLon, startLat], [endLon, endLat]] of sidesOf(ring)) {
    if (isOnSide(lon, lat, startLon, startLat, endLon, endLat)) return 'edge';
    // half-open in latitude, so that a ray through a vertex counts one of the two sides that meet there
    if (startLat > lat !== endLat > lat) {
      const crossing = startLon + ((lat - startLat) / (endLat - startLat)) * (endLon - startLon);
      if (lon < crossing) inside = !inside;
    }
  }
  return inside ? 'inside' : 'outside';
}

function isOnSide(
  lon: number,
  lat: number,
  startLon: number,
  startLat: number,
  endLon: number,
  endLat: number,
): boolean {
  const alongLon = endLon - startLon;
  const alongLat = endLat - startLat;
  const squaredLength = alongLon * alongLon + alongLat * alongLat;
  const share = squaredLength === 0 ? 0 : ((lon - startLon) * alongLon + (lat - startLat) * alongLat) / squaredLength;
  const nearest = Math.min(1, Math.max(0, share));
  return (
    Math.abs(startLon + nearest * alongLon - lon) <= ON_EDGE && Math.abs(startLat + nearest * alongLat - lat) <= ON_EDGE
  );
}
