import type { FoundFollows, FoundReport, FoundSubscriber } from '@sportello/contracts/words';
import { table } from '../terminal/table';

/** Of an address that stands on very many reports only so many are listed. */
export const LISTED = 1_000;

interface Erasable {
  readonly erased: boolean;
}

/** What somebody follows is there or it is not: of one that ended nothing is left. */
const NOT_ERASED: Erasable = { erased: false };

/** Takes the reports, newsletters and follows of one person as they are found, erases each when that is wanted, and sums up; what it keeps does not grow with their number. */
export class Erasure {
  found = 0;
  /** Not erased before. */
  due = 0;
  erased = 0;
  readonly reports: FoundReport[] = [];
  /** One for each municipality at most. */
  readonly subscriptions: FoundSubscriber[] = [];
  /** Likewise. */
  readonly follows: FoundFollows[] = [];

  /** @param wanted otherwise it is only told what would be erased */
  constructor(
    private readonly wanted: boolean,
    private readonly eraseOne: (report: FoundReport) => Promise<void>,
  ) {}

  async take(report: FoundReport): Promise<void> {
    this.found += 1;
    if (this.reports.length < LISTED) this.reports.push(report);
    await this.forget(report, () => this.eraseOne(report));
  }

  async takeSubscription(subscription: FoundSubscriber, erase: () => Promise<void>): Promise<void> {
    this.found += 1;
    this.subscriptions.push(subscription);
    await this.forget(subscription, erase);
  }

  /** All that somebody follows in one municipality, which counts as one. */
  async takeFollows(follows: FoundFollows, erase: () => Promise<void>): Promise<void> {
    this.found += 1;
    this.follows.push(follows);
    await this.forget(NOT_ERASED, erase);
  }

  private async forget({ erased }: Erasable, erase: () => Promise<void>): Promise<void> {
    if (erased) return;
    this.due += 1;
    if (!this.wanted) return;
    await erase();
    this.erased += 1;
  }

  forPeople(): string {
    if (this.found === 0) return 'There is no report, no subscriber and no follower with this contact.';
    const rows = [
      ...this.reports.map((report) => [report.code, report.municipalityId, report.submittedAt, this.stateOf(report)]),
      ...this.subscriptions.map((one) => ['newsletter', one.municipalityId, undefined, this.stateOf(one)]),
      ...this.follows.map((one) => [
        `follows (${one.follows})`,
        one.municipalityId,
        undefined,
        this.stateOf(NOT_ERASED),
      ]),
    ];
    const listed = table(['report', 'municipality', 'submitted', 'person'], rows);
    const more = this.found > rows.length ? `\n... and ${this.found - rows.length} more` : '';
    return `${listed}${more}\n${this.outcome()}`;
  }

  private stateOf({ erased }: Erasable): string {
    if (erased) return 'erased before';
    return this.wanted ? 'erased now' : 'would be erased';
  }

  private outcome(): string {
    if (this.due === 0) return 'Nothing is left to erase.';
    return this.wanted
      ? 'The product destroys the keys now; what they sealed cannot be read any more, here and in every copy.'
      : `${this.due} would be erased. Nothing was changed. This cannot be undone: add --yes to do it.`;
  }
}
