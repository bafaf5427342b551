import type { ImportOutcome } from '@sportello/contracts/words';
import { table } from '../terminal/table';
import type { SourceLine } from './source-file';

const SHOWN = 50;

/** A line and what became of it. */
export interface JudgedLine {
  readonly line: SourceLine;
  readonly outcome: ImportOutcome;
}

/** Sums an import up; what it keeps does not grow with the file. */
export class Tally {
  readonly counts = { imported: 0, continued: 0, unchanged: 0, unsubscribed: 0, refused: 0 };
  /** The last byte of the file that was looked at. */
  end = 0;
  private readonly shown: (readonly [number, string | undefined, string])[] = [];

  constructor(
    private readonly what: string,
    private readonly dryRun: boolean,
  ) {}

  get lines(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  take({ line, outcome }: JudgedLine): void {
    this.counts[outcome.outcome] += 1;
    this.end = line.end;
    if (outcome.outcome === 'refused' && this.shown.length < SHOWN)
      this.shown.push([line.number, outcome.reference, outcome.problem.detail]);
  }

  /** What was done when it did not come to its end. */
  soFar(): string {
    return `${this.sentence()}\nRun it again for the rest: what is there stays as it is.`;
  }

  forPeople(rejects: string | undefined): string {
    if (this.lines === 0) return `There are no ${this.what} in this file.`;
    const { refused } = this.counts;
    return [this.refusals(), this.sentence(), refused === 0 ? '' : this.whatNow(rejects), this.closing()]
      .filter((part) => part !== '')
      .join('\n');
  }

  private refusals(): string {
    if (this.shown.length === 0) return '';
    const rows = this.shown.map(([line, reference, why]) => [`${line}`, reference, why]);
    const more = this.counts.refused - this.shown.length;
    const rest = more > 0 ? `... and ${more.toLocaleString('en')} more (--json lists them all)\n` : '';
    return `${table(['line', 'reference', 'why it is refused'], rows)}\n${rest}`;
  }

  private sentence(): string {
    const { imported, continued, unchanged, unsubscribed, refused } = this.counts;
    const would = this.dryRun ? 'would be' : 'were';
    const parts = [
      `${number(imported)} ${this.what} ${would} imported`,
      ...(continued > 0 ? [`${number(continued)} ${would} continued`] : []),
      ...(unchanged > 0 ? [`${number(unchanged)} are there already`] : []),
      ...(unsubscribed > 0 ? [`${number(unsubscribed)} do not want it any more and stay out`] : []),
      ...(refused > 0 ? [`${number(refused)} lines ${would} refused`] : []),
    ];
    return `${parts.join(', ')}.`;
  }

  private whatNow(rejects: string | undefined): string {
    return rejects === undefined
      ? 'Mend the refused lines and run it again, or have them written to a file of their own with --rejects <file>.'
      : `The refused lines stand in ${rejects}, as they were: mend them there and import that file.`;
  }

  private closing(): string {
    return this.dryRun ? `No ${this.what} were changed: add --yes to do it.` : '';
  }
}

function number(count: number): string {
  return count.toLocaleString('en');
}
