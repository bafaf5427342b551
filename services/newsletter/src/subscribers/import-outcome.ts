import { readMoment, type ImportedSubscriber, type ImportOutcome, type Language } from '@sportello/contracts';

/** Where a subscriber stands. What is not there was never asked. */
export type SubscriberStatus = 'confirmed' | 'unsubscribed';

/**
 * What comes of an entry. `added`: subscribed now. `known`: was so before, and stays as they are. `unsubscribed`: does not want it any more,
 * whatever a list says. The others are not taken.
 */
export type SubscriberOutcome = 'added' | 'known' | 'unsubscribed' | 'consent-in-the-future' | 'language-not-offered';

/** What an import is held against. */
export interface ImportGround {
  /** Of the entries, in their order. */
  readonly hmacs: readonly string[];
  /** By HMAC. */
  readonly known: ReadonlyMap<string, SubscriberStatus>;
  /** Of the municipality. */
  readonly languages: readonly Language[];
  /** ISO 8601, UTC. */
  readonly now: string;
}

/** What comes of each entry. An address that stands there twice is added once, as it stands first. */
export function judge(
  entries: readonly ImportedSubscriber[],
  { hmacs, known, languages, now }: ImportGround,
): readonly SubscriberOutcome[] {
  const taken = new Set<string>();
  return entries.map(({ language, consentedAt }, index) => {
    const hmac = hmacs[index] ?? '';
    const status = known.get(hmac);
    if (status === 'unsubscribed') return 'unsubscribed';
    if (readMoment(consentedAt) > now) return 'consent-in-the-future';
    if (language !== undefined && !languages.includes(language)) return 'language-not-offered';
    if (status === 'confirmed' || taken.has(hmac)) return 'known';
    taken.add(hmac);
    return 'added';
  });
}

/** The same as an import tells it. */
export function toldOutcome(outcome: SubscriberOutcome): ImportOutcome {
  switch (outcome) {
    case 'added':
      return { outcome: 'imported' };
    case 'known':
      return { outcome: 'unchanged' };
    case 'unsubscribed':
      return { outcome };
    case 'consent-in-the-future':
      return notTaken('consentedAt is in the future');
    case 'language-not-offered':
      return notTaken('language is none that the municipality offers');
    default:
      return outcome satisfies never;
  }
}

/** @param detail never what stands in the line */
export function notTaken(detail: string): ImportOutcome {
  return { outcome: 'refused', problem: { code: 'INVALID_REQUEST', detail } };
}
