import type { Position } from '@sportello/event-sourcing';
import { formatPosition, parsePosition } from '../position';

/** A position behind that one; no event of a real log need ever have it. */
export function positionBehind(position: Position): Position {
  const place = parsePosition(position) ?? { commit: '0', prepare: '0' };
  const later = (digits: string): string => String(BigInt(digits) + 1n);
  return formatPosition({ commit: later(place.commit), prepare: later(place.prepare) });
}
