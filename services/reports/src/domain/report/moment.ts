import type { Command } from '@sportello/event-sourcing';

const DAY = 24 * 60 * 60 * 1000;

/** When what the command tells of happened: now, unless an import dates it earlier. ISO 8601. */
export function momentOf({ metadata }: Command): string {
  return metadata.occurredAt ?? metadata.now;
}

/** Compared as instants: the same one can be written with several offsets and precisions. */
export function isSameMoment(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}

export function isBefore(one: string, other: string): boolean {
  return Date.parse(one) < Date.parse(other);
}

/** Days of 24 hours, with fractions. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY;
}
