import { polygonsOf, sidesOf } from './boundary';
import { boxOf, isInBox, type Box } from './by-point';
import type { Effort } from './effort';
import type { Boundary, LonLat, Ring } from './municipality';
import { Sweep, type Place } from './sweep';

type Polygon = readonly Ring[];

/** Two polygons, by their numbers, and a position near which they lie on each other. */
export interface Overlap {
  readonly polygons: readonly [number, number];
  readonly near: LonLat;
}

/** Ground that somebody claims, and the smallest box around it. */
export interface Territory {
  readonly boundary: Boundary;
  readonly box: Box;
}

export function territoryOf(boundary: Boundary): Territory {
  return { boundary, box: boxOf(boundary) };
}

/**
 * A position near which two territories lie on each other; undefined when they only touch, as neighbours do, or are apart, or the effort ran out.
 * Borders that two files draw differently overlap in slivers, which is told as well: whose a point there is would be chance.
 */
export function overlapOf(one: Territory, other: Territory, effort: Effort): LonLat | undefined {
  const shared = sharedBox(one.box, other.box);
  if (!shared) return undefined;
  const own = polygonsOf(one.boundary);
  for (const { polygons, near } of overlaps([...own, ...polygonsOf(other.boundary)], effort, shared)) {
    const [first, second] = polygons;
    if (first < own.length !== second < own.length) return near;
  }
  return undefined;
}

/** Polygons that lie on each other, some of them more than once. With a box only what lies in it is looked at. */
export function* overlaps(polygons: readonly Polygon[], effort: Effort, box?: Box): Generator<Overlap> {
  const rings = polygons.flatMap((ofOne, polygon) =>
    ofOne.map((ring, index) => ({ ring, polygon, isHole: index > 0 })),
  );
  const sweep = new Sweep(
    rings.map(({ ring }) => ring),
    effort,
    box,
  );
  for (const [side, other] of sweep.crossings()) {
    const [one, another] = [rings[side.ring], rings[other.ring]];
    const near = one?.ring[side.index];
    if (one && another && near && one.polygon !== another.polygon)
      yield { polygons: [one.polygon, another.polygon], near };
  }
  if (effort.isSpent) return;
  const edges = rings.flatMap(({ polygon }, ring) => sweep.edgeOf(ring).map((position) => ({ position, polygon })));
  const touching = new Set(rings.filter((_one, ring) => sweep.touches(ring)).map(({ polygon }) => polygon));
  const insides = [...touching].flatMap((polygon) =>
    insideOf(polygons[polygon] ?? []).map((position) => ({ position, polygon })),
  );
  const all = [...edges, ...insides];
  const asked = box ? all.filter(({ position: [lon, lat] }) => isInBox(box, { lat, lon })) : all;
  for (const place of sweep.places(asked)) {
    const { polygon, position } = place.asked;
    for (const around of polygonsAround(place, rings))
      if (around !== polygon) yield { polygons: [polygon, around], near: position };
  }
}

/** The polygons in which a position lies, and on none of their edges. */
function polygonsAround(
  { inside, onEdge }: Place<unknown>,
  rings: readonly { readonly polygon: number; readonly isHole: boolean }[],
): readonly number[] {
  const around = new Set<number>();
  for (const ring of inside) if (rings[ring]?.isHole === false) around.add(rings[ring].polygon);
  if (around.size === 0) return [];
  for (const ring of [...inside, ...onEdge]) if (rings[ring]?.isHole) around.delete(rings[ring].polygon);
  return [...around];
}

/** Neighbours have most of their sides elsewhere, so that only those in here need be compared. */
function sharedBox(one: Box, other: Box): Box | undefined {
  const west = Math.max(one.west, other.west);
  const east = Math.min(one.east, other.east);
  const south = Math.max(one.south, other.south);
  const north = Math.min(one.north, other.north);
  return west < east && south < north ? { west, east, south, north } : undefined;
}

/** A position of the inside, for two that have the same outline: between the first two sides that a line just above the lowest corner meets. */
function insideOf(polygon: Polygon): readonly LonLat[] {
  let [lowest, next] = [Infinity, Infinity];
  for (const ring of polygon) {
    for (const [, lat] of ring) {
      if (lat < lowest) [lowest, next] = [lat, lowest];
      else if (lat > lowest && lat < next) next = lat;
    }
  }
  if (next === Infinity) return [];
  const lat = (lowest + next) / 2;
  const [west, east] = polygon
    .flatMap(sidesOf)
    .filter(([start, end]) => start[1] > lat !== end[1] > lat)
    .map(([start, end]) => start[0] + ((lat - start[1]) / (end[1] - start[1])) * (end[0] - start[0]))
    .sort((a, b) => a - b);
  return west === undefined || east === undefined ? [] : [[(west + east) / 2, lat]];
}
