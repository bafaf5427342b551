import { Injectable } from '@nestjs/common';
import { Parts } from '../../parts';
import { readReport } from '../../report-log';
import { reportDecider, initialState } from '../../domain/report';

/** Longer chains of repetitions are no longer looked through: nobody makes one in earnest. */
const MAX_DEPTH = 20;

/** Follows reports that repeat others, by folding their streams. */
@Injectable()
export class DuplicateChains {
  constructor(private readonly parts: Parts) {}

  /** `code` and the reports that it repeats in turn, at most 20; empty when there is no such report in this municipality. */
  async from(municipalityId: string, code: string): Promise<readonly string[]> {
    const chain: string[] = [];
    for (
      let next: string | undefined = code;
      next !== undefined && chain.length < MAX_DEPTH && !chain.includes(next);
    ) {
      const facts = await readReport(this.parts.store, municipalityId, next);
      if (facts.length === 0) break;
      chain.push(next);
      next = facts.reduce((state, { event }) => reportDecider.evolve(state, event), initialState).duplicateOf;
    }
    return chain;
  }
}
