import { contains, polygonsOf, type Point } from './boundary';
import type { Boundary, Municipality } from './municipality';

/** ISTAT code of Comuni that do not exist. */
const FICTITIOUS = '000000';

/** Degrees. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** True when the Comune exists: a made-up one may lie anywhere. */
export function isReal({ istat }: Pick<Municipality, 'istat'>): boolean {
  return istat !== FICTITIOUS;
}

/** The smallest box around a territory. */
export function boxOf(boundary: Boundary): Box {
  let box: Box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [lon, lat] of polygonsOf(boundary).flat(2)) {
    box = {
      west: Math.min(box.west, lon),
      south: Math.min(box.south, lat),
      east: Math.max(box.east, lon),
      north: Math.max(box.north, lat),
    };
  }
  return box;
}

/** Whether a point lies in a box, or on its edge. */
export function isInBox({ west, east, south, north }: Box, { lat, lon }: Point): boolean {
  return south <= lat && lat <= north && west <= lon && lon <= east;
}

/**
 * The Comune in which a point lies: a real one before a fictitious one, then the first in the given order, which decides for points on a border
 * that two share. The boxes are made once, so that hundreds of Comuni cost a request next to nothing.
 */
export class ByPoint {
  private readonly territories: readonly { readonly box: Box; readonly municipality: Municipality }[];

  constructor(municipalities: readonly Municipality[]) {
    const inOrder = [...municipalities.filter(isReal), ...municipalities.filter((one) => !isReal(one))];
    this.territories = inOrder.map((municipality) => ({ box: boxOf(municipality.boundary), municipality }));
  }

  find(point: Point): Municipality | undefined {
    return this.territories.find(({ box, municipality }) => isInBox(box, point) && contains(municipality, point))
      ?.municipality;
  }
}
