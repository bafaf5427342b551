import type { Language, ReportPublicEvent, ReportType } from '@sportello/contracts';
import type { PlannedDelivery } from './delivery';
import { planDeliveries } from './plan-deliveries';

/** Somebody who follows a report that is not theirs. */
export interface Follower {
  /** Of the follow. */
  readonly id: string;
  readonly municipalityId: string;
  /** The report they are told about: the one they follow, or the one that it was joined to. */
  readonly code: string;
  readonly type: ReportType;
  readonly language: Language;
  /** The address, under the key of the follow. */
  readonly sealed: string;
  readonly confirmedAt: Date;
}

/** What a run of events means for those who follow: what everybody may know of it, and nothing from before they confirmed, however often it is read. */
export function planFollowers(
  events: readonly ReportPublicEvent[],
  followers: readonly Follower[],
  seenAt: number,
  restoredAt?: number,
): readonly PlannedDelivery[] {
  const byReport = new Map<string, Follower[]>();
  for (const follower of followers) {
    const others = byReport.get(keyOf(follower));
    if (others) others.push(follower);
    else byReport.set(keyOf(follower), [follower]);
  }
  return events.flatMap((event) =>
    (byReport.get(keyOf(event)) ?? []).flatMap(({ id, type, language, sealed, confirmedAt }) =>
      confirmedAt.getTime() < Date.parse(event.recordedAt)
        ? planDeliveries(event, { code: id, type, language, sealedReporter: sealed }, seenAt, restoredAt)
        : [],
    ),
  );
}

function keyOf({ municipalityId, code }: Pick<Follower, 'municipalityId' | 'code'>): string {
  return `${municipalityId}_${code}`;
}
