import { InvalidPosition, START, type Position } from '@sportello/event-sourcing';

/** The digits of PostgreSQL's largest bigint, so that string order is number order. */
const DIGITS = 19;
const ZEROS = '0'.repeat(DIGITS);

/** @param position a whole number, or its digits */
export function formatPosition(position: number | string): Position {
  const digits = String(position);
  return ZEROS.slice(digits.length) + digits;
}

/** @throws InvalidPosition for one that this adapter cannot have given */
export function parsePosition(position: Position): number {
  if (position === START) return 0;
  if (position.length !== DIGITS || !/^\d+$/.test(position))
    throw new InvalidPosition('Not a position of a log in PostgreSQL');
  return Number(position);
}
