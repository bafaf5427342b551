import { ON_EDGE, shareOfSide, sideAt, sidesMeet, sidesOf } from './boundary';
import type { Box } from './by-point';
import type { Effort } from './effort';
import type { LonLat, Ring } from './municipality';

/** What bringing one side or position into order costs, as much as so many comparisons. */
const ORDERING = 20;
/** What it costs to tell of something found. */
const TELLING = 10;

const EVERYWHERE: Box = { west: -Infinity, south: -Infinity, east: Infinity, north: Infinity };

/** The side of a ring, by its number among the rings, that begins at the position with this index. */
export interface Side {
  readonly ring: number;
  readonly index: number;
}

/** The rings, by their numbers, that a position is inside of, and those on whose edge it is. */
export interface Place<Asked> {
  readonly asked: Asked;
  readonly inside: readonly number[];
  readonly onEdge: readonly number[];
}

interface SweptSide extends Side {
  readonly start: LonLat;
  readonly end: LonLat;
}

/**
 * Compares the sides of rings by a line that goes over them from south to north: only with those on which the line is at the same time. These are
 * few where sides are short, as in every real boundary. Where they are many the effort runs out, and what was found until then is not everything.
 */
export class Sweep {
  /** Longitude and latitude are exchanged, so that the line goes along the sides rather than across. */
  private readonly turned: boolean;
  /** From south to north. */
  private readonly sides: readonly SweptSide[];
  /** The boxes around the sides, in their order: in lists of numbers, for these are read most. */
  private readonly boxes: Readonly<Record<keyof Box, Float64Array>>;
  /** Of each ring the sides that touch one of another ring, and how far along, from 0 to 1, those have a corner on it. */
  private readonly touching: readonly Map<number, Set<number>>[];

  /** @param box when all that is asked of lies in it: sides that make no difference there are left out */
  constructor(
    private readonly rings: readonly Ring[],
    private readonly effort: Effort,
    box: Box = EVERYWHERE,
  ) {
    const positions = rings.reduce((sum, { length }) => sum + length, 0);
    const looked = effort.spend(positions) ? rings : [];
    this.turned = looked.reduce((sum, ring) => sum + steepness(ring), 0) > 0;
    const sides = this.sidesIn(looked, box);
    this.sides = effort.spend(sides.length * ORDERING) ? sides.sort((one, other) => southOf(one) - southOf(other)) : [];
    this.boxes = {
      west: Float64Array.from(this.sides, ({ start, end }) => Math.min(start[0], end[0])),
      east: Float64Array.from(this.sides, ({ start, end }) => Math.max(start[0], end[0])),
      south: Float64Array.from(this.sides, southOf),
      north: Float64Array.from(this.sides, northOf),
    };
    this.touching = rings.map(() => new Map());
  }

  /** Sides that pass through each other, of one ring or of two. */
  *crossings(): Generator<readonly [Side, Side]> {
    const { west, east, south } = this.boxes;
    const level = new Level(this.boxes.north, this.effort);
    for (const [index, side] of this.sides.entries()) {
      const from = (west[index] ?? NaN) - ON_EDGE;
      const to = (east[index] ?? NaN) + ON_EDGE;
      if (!level.rise(south[index] ?? NaN, index)) return;
      for (let place = 0; place < level.length; place += 1) {
        const at = level.at(place);
        if (!((west[at] ?? NaN) <= to && from <= (east[at] ?? NaN))) continue;
        const other = this.sides[at];
        const how = other && sidesMeet(other.start, other.end, side.start, side.end);
        if (!other || !how) continue;
        if (!this.effort.spend(TELLING)) return;
        if (how === 'cross') yield [other, side];
        else if (!this.noteTouch(other, side)) return;
      }
    }
  }

  /** Once it has gone through all crossings: positions of a ring that tell where all of it lies to any ring that it does not cross. */
  edgeOf(ring: number): readonly LonLat[] {
    const touching = this.touching[ring] ?? new Map<number, Set<number>>();
    const sides = sidesOf(this.rings[ring] ?? []);
    return sides.flatMap(([start, end], index): LonLat[] => {
      const before = index === 0 ? sides.length - 1 : index - 1;
      if (index > 0 && !touching.has(index) && !touching.has(before)) return [];
      // between places where it touches another a ring cannot change over
      const shares = [0, ...(touching.get(index) ?? []), 1].sort((one, other) => one - other);
      const middles = shares.slice(1).map((share, at) => along(start, end, ((shares[at] ?? 0) + share) / 2));
      return touching.size > 0 ? [start, ...middles] : middles;
    });
  }

  /** Whether a ring touches any other, once it has gone through all crossings. */
  touches(ring: number): boolean {
    return (this.touching[ring]?.size ?? 0) > 0;
  }

  /** Where positions lie. */
  *places<Asked extends { readonly position: LonLat }>(positions: readonly Asked[]): Generator<Place<Asked>> {
    if (!this.effort.spend(positions.length * ORDERING)) return;
    const inOrder = positions
      .map((asked) => ({ asked, position: this.turn(asked.position) }))
      .sort(({ position: [, lat] }, { position: [, other] }) => lat - other);
    const level = new Level(this.boxes.north, this.effort);
    const east = new Uint8Array(this.rings.length);
    let until = 0;
    for (const { asked, position } of inOrder) {
      while ((this.boxes.south[until] ?? Infinity) <= position[1] + ON_EDGE) until += 1;
      if (!level.rise(position[1], until)) return;
      const { inside, onEdge } = this.placeOn(level, position, east);
      if (!this.effort.spend((inside.length + onEdge.length) * TELLING)) return;
      yield { asked, inside, onEdge };
    }
  }

  /** @returns false when there would be too much to note */
  private noteTouch(one: SweptSide, other: SweptSide): boolean {
    return one.ring === other.ring || (this.noteCorners(one, other) && this.noteCorners(other, one));
  }

  private noteCorners({ ring, index, start, end }: SweptSide, other: SweptSide): boolean {
    const shares = this.touching[ring]?.get(index) ?? new Set();
    this.touching[ring]?.set(index, shares);
    for (const corner of [other.start, other.end]) {
      const share = shareOfSide(corner, start, end) ?? 0;
      if (share > 0 && share < 1 && !shares.has(share) && this.effort.spend(ORDERING)) shares.add(share);
    }
    return !this.effort.isSpent;
  }

  /** @param odd of each ring whether an odd number of its sides lies to the east; all zero, before and after */
  private placeOn(level: Level, position: LonLat, odd: Uint8Array): Omit<Place<unknown>, 'asked'> {
    const west = position[0] - ON_EDGE;
    const onEdge: number[] = [];
    for (let place = 0; place < level.length; place += 1) {
      const at = level.at(place);
      const side = this.sides[at];
      if (!side || (this.boxes.east[at] ?? NaN) < west) continue;
      const how = sideAt(position, side.start, side.end);
      if (how === 'edge') onEdge.push(side.ring);
      else if (how === 'east') odd[side.ring] = 1 - (odd[side.ring] ?? 0);
    }
    for (const ring of onEdge) odd[ring] = 0;
    const inside: number[] = [];
    for (let place = 0; place < level.length; place += 1) {
      const ring = this.sides[level.at(place)]?.ring ?? 0;
      if (odd[ring] !== 1) continue;
      odd[ring] = 0;
      inside.push(ring);
    }
    return { inside, onEdge };
  }

  /** Those on the levels of the box that do not lie to the west of it. */
  private sidesIn(rings: readonly Ring[], box: Box): SweptSide[] {
    const { west, south, north } = this.turned ? { west: box.south, south: box.west, north: box.east } : box;
    const sides: SweptSide[] = [];
    for (const [ring, positions] of rings.entries()) {
      let start: LonLat | undefined;
      for (const [index, position] of positions.entries()) {
        const end = this.turn(position);
        if (
          start &&
          Math.max(start[0], end[0]) >= west - ON_EDGE &&
          Math.max(start[1], end[1]) >= south - ON_EDGE &&
          Math.min(start[1], end[1]) <= north + ON_EDGE
        )
          sides.push({ ring, index: index - 1, start, end });
        start = end;
      }
    }
    return sides;
  }

  private turn(position: LonLat): LonLat {
    return this.turned ? [position[1], position[0]] : position;
  }
}

/** The sides on which the line is, by their places in the order. */
class Level {
  length = 0;
  private next = 0;
  private readonly places: Int32Array;

  constructor(
    private readonly north: Float64Array,
    private readonly effort: Effort,
  ) {
    this.places = new Int32Array(north.length);
  }

  at(place: number): number {
    return this.places[place] ?? NaN;
  }

  /** Takes in the sides up to before one, and leaves behind those that end south of here. @returns false when there would be too much to compare */
  rise(lat: number, until: number): boolean {
    for (; this.next < until; this.next += 1) this.places[this.length++] = this.next;
    if (!this.effort.spend(this.length)) return false;
    let kept = 0;
    for (let place = 0; place < this.length; place += 1) {
      const at = this.at(place);
      if ((this.north[at] ?? NaN) >= lat - ON_EDGE) this.places[kept++] = at;
    }
    this.length = kept;
    return true;
  }
}

/** How much farther a ring goes to the north and back than to the east and back, degrees. */
function steepness(ring: Ring): number {
  let sum = 0;
  let [before] = ring;
  for (const position of ring) {
    if (before) sum += Math.abs(position[1] - before[1]) - Math.abs(position[0] - before[0]);
    before = position;
  }
  return sum;
}

function along(start: LonLat, end: LonLat, share: number): LonLat {
  return [start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])];
}

function southOf({ start, end }: SweptSide): number {
  return Math.min(start[1], end[1]);
}

function northOf({ start, end }: SweptSide): number {
  return Math.max(start[1], end[1]);
}
