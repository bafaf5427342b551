import { HINTS, SUBJECTS, type ReportPage, type ReportPageQuery, type ReportStatus } from '@sportello/contracts';
import type { Bus, RequestContext } from '@sportello/messaging';
import type { Logger } from 'pino';
import { type Services } from '../caller/services';

/** What the open page of a report is told. */
export interface LiveStatus {
  readonly status: ReportStatus;
  readonly revision: number;
  /** When the last visible step happened (ISO 8601, UTC). */
  readonly at: string;
}

export interface ReportKey {
  readonly municipalityId: string;
  readonly code: string;
}

interface Followed {
  readonly key: ReportKey;
  readonly followers: Set<(status: LiveStatus) => void>;
  known: LiveStatus | undefined;
  asking: boolean;
  /** A hint came while asking: what is being answered may be older than it. */
  askAgain: boolean;
}

/** Reports asked for at once by the clock; hints come one by one. */
const ASK_AT_ONCE = 8;

/** Follows the reports that somebody looks at: one question per report, however many look. Hints may be lost, so it also asks by the clock. */
export class LiveReports {
  private readonly reports = new Map<string, Followed>();
  private readonly stopHearing: () => void;
  private readonly clock: NodeJS.Timeout;
  private sweeping = false;

  constructor(
    bus: Bus,
    private readonly services: Services,
    private readonly logger: Logger,
    everyMs = 10_000,
  ) {
    this.stopHearing = bus.onHint(HINTS.reportViewAdvanced, (hint) => this.hear(hint));
    this.clock = setInterval(() => void this.askAll(), everyMs);
    this.clock.unref();
  }

  /** The status now. @throws Problem when there is no such report */
  async current(key: ReportKey, context: RequestContext): Promise<LiveStatus> {
    const query: ReportPageQuery = { code: key.code };
    // As anyone, also for the staff: no text leaves, so nobody opens one.
    const asAnyone = { ...context, actor: contextOf(key).actor };
    return statusOf(await this.services.ask<ReportPage>(SUBJECTS.reportPage, query, asAnyone));
  }

  /** Calls back with every newer revision than `known`. Returns how to stop. */
  follow(key: ReportKey, known: LiveStatus, follower: (status: LiveStatus) => void): () => void {
    const name = nameOf(key);
    const followed = this.reports.get(name) ?? { key, followers: new Set(), known, asking: false, askAgain: false };
    this.reports.set(name, followed);
    followed.followers.add(follower);
    // Between the first question and this moment a hint may have passed unheard.
    void this.ask(followed);
    return () => {
      followed.followers.delete(follower);
      if (followed.followers.size === 0) this.reports.delete(name);
    };
  }

  close(): void {
    this.stopHearing();
    clearInterval(this.clock);
    this.reports.clear();
  }

  private hear(hint: unknown): void {
    if (typeof hint !== 'object' || hint === null || !('municipalityId' in hint) || !('code' in hint)) return;
    const followed = this.reports.get(nameOf({ municipalityId: String(hint.municipalityId), code: String(hint.code) }));
    if (followed !== undefined) void this.ask(followed);
  }

  private async askAll(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    const queue = [...this.reports.values()];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await this.ask(next);
    };
    await Promise.all(Array.from({ length: ASK_AT_ONCE }, worker));
    this.sweeping = false;
  }

  private async ask(followed: Followed): Promise<void> {
    if (followed.asking) {
      followed.askAgain = true;
      return;
    }
    followed.asking = true;
    do {
      followed.askAgain = false;
      try {
        this.tell(followed, await this.current(followed.key, contextOf(followed.key)));
      } catch (error) {
        this.logger.debug(
          { err: error, code: followed.key.code },
          'A live status was not to be had; it is asked for again by the clock',
        );
      }
    } while (followed.askAgain && followed.followers.size > 0);
    followed.asking = false;
  }

  private tell(followed: Followed, status: LiveStatus): void {
    if (followed.known !== undefined && status.revision < followed.known.revision) return;
    followed.known = status;
    for (const follower of followed.followers) follower(status);
  }
}

/** Status and revision are for everyone to know: asked for as anyone. */
function contextOf({ municipalityId, code }: ReportKey): RequestContext {
  const correlationId = `live-${code}`;
  return { actor: { kind: 'anonymous', municipalityId }, metadata: { correlationId, causationId: correlationId } };
}

function statusOf({ status, revision, timeline, submittedAt }: ReportPage): LiveStatus {
  return { status, revision, at: timeline.at(-1)?.at ?? submittedAt };
}

function nameOf({ municipalityId, code }: ReportKey): string {
  return `${municipalityId} ${code}`;
}
