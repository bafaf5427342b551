import {
  MAX_DRY_RUN_LISTED,
  MAX_DRY_RUN_REPORTS,
  type Actor,
  type ReroutedReport,
  type RoutingDryRun,
} from '@sportello/contracts';
import { CallSignal, reject, type EventStore, type Rejection } from '@sportello/event-sourcing';
import type { Municipality } from '@sportello/service-kit';
import type { ReadRecord } from '../personal-data/reads/read-record';
import type { SealedTexts } from '../personal-data/sealed-texts';
import { DraftedRouting, looksCloser } from './routing-trial';
import { submissionsOf, type TrialWindow } from './submissions';

/** The asker waits for it, and others for what it keeps busy. */
const LONGEST_MS = 10_000;

type Answer = RoutingDryRun | Rejection<'DRY_RUN_UNDER_WAY' | 'DRY_RUN_TOO_LARGE'>;

interface DryRunParts {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly texts: Pick<SealedTexts, 'open'>;
  readonly reads: Pick<ReadRecord, 'write'>;
  /** The codes of the reports of that time in the order in which they came in, `limit` at most. */
  readonly codesIn: (municipalityId: string, window: TrialWindow, limit: number) => Promise<readonly string[]>;
}

/** Dry runs that somebody waits for: of few enough reports, within a time, and one at a time in a Comune. */
export class RoutingDryRuns {
  private readonly underWay = new Set<string>();

  /** @param longestMs milliseconds */
  constructor(
    private readonly parts: DryRunParts,
    private readonly longestMs = LONGEST_MS,
  ) {}

  async run(drafted: Municipality, window: TrialWindow, reader: Actor): Promise<Answer> {
    if (this.underWay.has(drafted.id)) return reject('DRY_RUN_UNDER_WAY');
    this.underWay.add(drafted.id);
    const call = new CallSignal(undefined, this.longestMs);
    try {
      return await this.tryOut(drafted, window, reader, call.signal);
    } catch (error) {
      if (call.late) return reject('DRY_RUN_TOO_LARGE', `It took longer than ${this.longestMs} ms`);
      throw error;
    } finally {
      call.release();
      this.underWay.delete(drafted.id);
    }
  }

  private async tryOut(
    drafted: Municipality,
    window: TrialWindow,
    reader: Actor,
    signal: AbortSignal,
  ): Promise<Answer> {
    const codes = await this.parts.codesIn(drafted.id, window, MAX_DRY_RUN_REPORTS + 1);
    if (codes.length > MAX_DRY_RUN_REPORTS)
      return reject('DRY_RUN_TOO_LARGE', `There are more than ${MAX_DRY_RUN_REPORTS} reports`);
    if (looksCloser(drafted)) {
      const looked = codes.map((code) => ({ municipalityId: drafted.id, code }));
      await this.parts.reads.write({ reader, route: 'routing-dry-run', what: ['texts'] }, looked);
    }
    const routing = new DraftedRouting(drafted, this.parts.texts);
    const items: ReroutedReport[] = [];
    for await (const found of submissionsOf(this.parts.store, drafted.id, codes, { signal }))
      items.push(...(await routing.take(found)));
    return { ...window, ...routing.result(), items: items.slice(0, MAX_DRY_RUN_LISTED) };
  }
}
