import { InvalidPosition, START, type Position } from '@sportello/event-sourcing';

/** Where an event stands in EventStoreDB's log: whole numbers of 64 bits, in their digits as the wire carries them. */
export interface LogPosition {
  readonly commit: string;
  readonly prepare: string;
}

/** The digits of the largest number of 64 bits without a sign, so that string order is number order. */
const DIGITS = 20;
const POSITION = /^(\d{20})\/(\d{20})$/;

export function formatPosition({ commit, prepare }: LogPosition): Position {
  return `${commit.padStart(DIGITS, '0')}/${prepare.padStart(DIGITS, '0')}`;
}

/**
 * @returns undefined for `START`
 * @throws InvalidPosition for one that this adapter cannot have given, such as one of a log in PostgreSQL
 */
export function parsePosition(position: Position): LogPosition | undefined {
  if (position === START) return undefined;
  const [, commit, prepare] = POSITION.exec(position) ?? [];
  if (!commit || !prepare) throw new InvalidPosition('Not a position of a log in EventStoreDB');
  return { commit: BigInt(commit).toString(), prepare: BigInt(prepare).toString() };
}
