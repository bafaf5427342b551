import { placeIn, polygonsOf, sidesCross, sidesOf, type Point } from './boundary';
import { boxOf, type Box } from './by-point';
import type { Boundary, LonLat, Ring } from './municipality';

type Polygon = readonly Ring[];
type Side = readonly [LonLat, LonLat];

/**
 * A position near which two territories lie on each other; undefined when they only touch, as neighbours do, or are apart. Borders that two
 * files draw differently overlap in slivers, which is told as well: whose a point there is would be chance.
 */
export function overlapOf(one: Boundary, other: Boundary): LonLat | undefined {
  for (const polygon of polygonsOf(one)) {
    for (const another of polygonsOf(other)) {
      const found = overlapOfPolygons(polygon, another);
      if (found) return found;
    }
  }
  return undefined;
}

/** True when a ring lies outside another in any part, also where its corners do not. Rings that touch are fine. */
export function reachesOutside(ring: Ring, other: Ring): boolean {
  const box = boxOf({ type: 'Polygon', coordinates: [ring] });
  return (
    crossingOf([ring], [other], box) !== undefined ||
    edgeOf([ring], box).some(([lon, lat]) => placeIn(other, { lat, lon }) === 'outside')
  );
}

function overlapOfPolygons(one: Polygon, other: Polygon): LonLat | undefined {
  const shared = sharedBox(one, other);
  if (!shared) return undefined;
  return crossingOf(one, other, shared) ?? positionWithin(one, other, shared) ?? positionWithin(other, one, shared);
}

/** Neighbours have most of their sides elsewhere, so that only those in here need be compared. */
function sharedBox(one: Polygon, other: Polygon): Box | undefined {
  const [a, b] = [one, other].map((coordinates) => boxOf({ type: 'Polygon', coordinates }));
  if (!a || !b) return undefined;
  const west = Math.max(a.west, b.west);
  const east = Math.min(a.east, b.east);
  const south = Math.max(a.south, b.south);
  const north = Math.min(a.north, b.north);
  return west < east && south < north ? { west, east, south, north } : undefined;
}

function crossingOf(one: Polygon, other: Polygon, box: Box): LonLat | undefined {
  const sides = sidesIn(other, box);
  return sidesIn(one, box).find(([start, end]) => sides.some(([from, to]) => sidesCross(start, end, from, to)))?.[0];
}

function sidesIn(polygon: Polygon, { west, east, south, north }: Box): readonly Side[] {
  return polygon
    .flatMap(sidesOf)
    .filter(
      ([start, end]) =>
        Math.max(start[0], end[0]) >= west &&
        Math.min(start[0], end[0]) <= east &&
        Math.max(start[1], end[1]) >= south &&
        Math.min(start[1], end[1]) <= north,
    );
}

/** Corners, the middles of sides, and one position of the inside, for the case that both have the same outline. */
function positionWithin(one: Polygon, other: Polygon, box: Box): LonLat | undefined {
  return [...edgeOf(one, box), ...insideOf(one)].find((position) => isWithin(other, position));
}

/** Corners, and the middles of sides. */
function edgeOf(polygon: Polygon, box: Box): readonly LonLat[] {
  return sidesIn(polygon, box).flatMap(([start, end]): LonLat[] => [
    start,
    [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2],
  ]);
}

/** True for what lies in the polygon and on none of its edges. */
function isWithin([outside, ...holes]: Polygon, [lon, lat]: LonLat): boolean {
  const point: Point = { lat, lon };
  return (
    outside !== undefined &&
    placeIn(outside, point) === 'inside' &&
    holes.every((hole) => placeIn(hole, point) === 'outside')
  );
}

/** A position of the inside: between the two sides that a level line just above the lowest corner meets first. */
function insideOf(polygon: Polygon): readonly LonLat[] {
  const [lowest, next] = [...new Set(polygon.flat().map(([, lat]) => lat))].sort((a, b) => a - b);
  if (lowest === undefined || next === undefined) return [];
  const lat = (lowest + next) / 2;
  const [west, east] = polygon
    .flatMap(sidesOf)
    .filter(([start, end]) => start[1] > lat !== end[1] > lat)
    .map(([start, end]) => start[0] + ((lat - start[1]) / (end[1] - start[1])) * (end[0] - start[0]))
    .sort((a, b) => a - b);
  return west === undefined || east === undefined ? [] : [[(west + east) / 2, lat]];
}
