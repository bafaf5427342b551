import type { SubscriberOutcome, SubscribersImported } from '@sportello/contracts';
import type { ReadLine } from './subscriber-line';

interface CountedLine {
  readonly number: number;
  readonly bytes: Buffer | undefined;
  readonly read: ReadLine;
}

/** A line that was not taken, and why. */
export interface RefusedLine {
  readonly number: number;
  readonly bytes: Buffer | undefined;
  readonly reason: string;
}

/** What came of the lines so far. */
export class SubscriberTally {
  lines = 0;
  added = 0;
  known = 0;
  unsubscribed = 0;
  rejected = 0;

  /** @param done false: it is only what would come */
  constructor(readonly done: boolean) {}

  /** @param outcomes of those lines that hold a subscriber, in their order @returns the lines that were not taken */
  add(lines: readonly CountedLine[], outcomes: SubscribersImported['outcomes']): readonly RefusedLine[] {
    const refused: RefusedLine[] = [];
    let next = 0;
    for (const { number, bytes, read } of lines) {
      this.lines += 1;
      const reason = read.ok ? this.count(outcomes[next++]) : read.reason;
      if (reason !== undefined) refused.push({ number, bytes, reason });
    }
    this.rejected += refused.length;
    return refused;
  }

  forMachines(): object {
    const { lines, known, unsubscribed, rejected, done } = this;
    const added = done ? { added: this.added, wouldAdd: 0 } : { added: 0, wouldAdd: this.added };
    return { ok: rejected === 0, lines, ...added, known, unsubscribed, rejected };
  }

  /** @returns why it was not taken, if it was not */
  private count(outcome: SubscriberOutcome | undefined): string | undefined {
    switch (outcome) {
      case 'added':
      case 'known':
      case 'unsubscribed':
        this[outcome] += 1;
        return undefined;
      case 'consent-in-the-future':
        return 'consentedAt is in the future';
      case 'language-not-offered':
        return 'language is none that the municipality offers';
      case undefined:
        return 'the product did not say what came of it: import it again';
      default:
        return outcome satisfies never;
    }
  }
}
