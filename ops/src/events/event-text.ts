import type { LogEvent } from '@sportello/contracts/words';
import { plain } from '../terminal/plain';

/** An event on one line, and what keeps the product from reading it on the next. */
export function eventText({ position, occurredAt, stream, revision, type, actor, data, unreadable }: LogEvent): string {
  const who = actor ? `${actor.kind}${actor.id === undefined ? '' : ` ${actor.id}`}` : '-';
  const line = [position, occurredAt ?? '-', `${stream}@${revision}`, type, who, JSON.stringify(data)]
    .map(plain)
    .join('  ');
  return unreadable === undefined
    ? line
    : `${line}\n  ! this version of the product cannot read it: ${plain(unreadable)}`;
}
