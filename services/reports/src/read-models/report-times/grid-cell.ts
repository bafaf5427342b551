import type { Coordinates } from '../../domain/report/events';

/** A square of about 500 m, by its row from the equator and its column from Greenwich. */
export interface GridCell {
  readonly cellRow: number;
  readonly cellColumn: number;
}

/** 500 m of a meridian, in degrees of latitude: 500 / 111,320. */
const ROW_DEGREES = 500 / 111_320;

/** The square that a place lies in. Where exactly, its numbers do not tell. */
export function cellOf({ lat, lon }: Coordinates): GridCell {
  const cellRow = Math.floor(lat / ROW_DEGREES);
  return { cellRow, cellColumn: Math.floor(lon / columnDegrees(cellRow)) };
}

/** The middle of a square. */
export function centreOf({ cellRow, cellColumn }: GridCell): Coordinates {
  return { lat: (cellRow + 0.5) * ROW_DEGREES, lon: (cellColumn + 0.5) * columnDegrees(cellRow) };
}

/** A degree of longitude shrinks with the cosine of the latitude; all squares of a row are as wide as in its middle. */
function columnDegrees(row: number): number {
  return ROW_DEGREES / Math.cos(((row + 0.5) * ROW_DEGREES * Math.PI) / 180);
}
