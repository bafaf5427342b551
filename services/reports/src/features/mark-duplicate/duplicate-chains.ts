import { Injectable } from '@nestjs/common';
import { Parts } from '../../parts';
import { readReport } from '../../report-log';
import { LONGEST_CHAIN, reportDecider, initialState } from '../../domain/report';

/** Follows reports that repeat others, by folding their streams. */
@Injectable()
export class DuplicateChains {
  constructor(private readonly parts: Parts) {}

  /**
   * `code` and the reports that it repeats in turn; empty when there is no such report in this municipality. Of a chain longer than
   * any may be, or without an end, one more than the longest.
   */
  async from(municipalityId: string, code: string): Promise<readonly string[]> {
    const chain: string[] = [];
    for (let next: string | undefined = code; next !== undefined && chain.length <= LONGEST_CHAIN;) {
      const facts = await readReport(this.parts.store, municipalityId, next);
      if (facts.length === 0) break;
      chain.push(next);
      next = facts.reduce((state, { event }) => reportDecider.evolve(state, event), initialState).duplicateOf;
    }
    return chain;
  }
}
