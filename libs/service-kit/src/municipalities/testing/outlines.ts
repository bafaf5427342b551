import type { Boundary, LonLat, Ring } from '../municipality';

/** Where the long sides of an outline go. */
export type Way = 'northwards' | 'eastwards' | 'diagonally';

/** Thin strips beside each other. Nothing is wrong with them, but that their sides are longer than those of any Comune. */
export function strips(count: number, way: Way): Boundary {
  const strip = (west: number): Ring => ring(way, [west, 0], [west + 0.0005, 0], [west + 0.0005, 1], [west, 1]);
  return { type: 'MultiPolygon', coordinates: Array.from({ length: count }, (_, index) => [strip(index / 1000)]) };
}

/** Thin triangles beside each other, all from the south-west to the north-east. */
export function triangles(count: number): Boundary {
  const triangle = (by: number): Ring => ring('northwards', [by, 0], [by + 0.0005, 0], [by + 1, 1]);
  return { type: 'MultiPolygon', coordinates: Array.from({ length: count }, (_, index) => [triangle(index / 1000)]) };
}

/** Two combs whose teeth reach between each other, nearly touching. */
export function combs(teeth: number, way: Way): Boundary {
  const zigzag = (from: number): readonly LonLat[] =>
    Array.from({ length: teeth }, (_, tooth): readonly LonLat[] => [
      [tooth / teeth, from],
      [(tooth + 0.5) / teeth, from + 0.8],
    ]).flat();
  const south = ring(way, ...zigzag(0.1), [1, 0.1], [1, 0], [0, 0]);
  const north = ring(way, ...zigzag(0.11), [1, 0.11], [1, 1], [0, 1]);
  return { type: 'MultiPolygon', coordinates: [[south], [north]] };
}

/** A wavy coast around the middle of Italy: short sides, as official boundaries have them. */
export function coast(positions: number): Boundary {
  const corners = Array.from({ length: positions - 1 }, (_, index): LonLat => {
    const angle = (2 * Math.PI * index) / (positions - 1);
    const radius = 0.3 + 0.05 * Math.sin(9 * angle) + 0.02 * Math.sin(91 * angle);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return { type: 'Polygon', coordinates: [ring('northwards', ...corners)] };
}

/** A star of spikes, so that on the level of its middle are all of its sides. */
export function star(positions: number): Boundary {
  const corners = Array.from({ length: positions - 1 }, (_, index): LonLat => {
    const angle = (2 * Math.PI * index) / (positions - 1);
    const radius = index % 2 === 0 ? 0.02 : 1;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return { type: 'Polygon', coordinates: [ring('northwards', ...corners)] };
}

function ring(way: Way, ...corners: readonly LonLat[]): Ring {
  const placed = corners.map(([x, y]): LonLat => {
    if (way === 'northwards') return [12 + x, 41 + y];
    return way === 'eastwards' ? [12 + y, 41 + x] : [12 + (x + y) / 2, 42 + (y - x) / 2];
  });
  return [...placed, ...placed.slice(0, 1)];
}
