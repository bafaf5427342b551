import { readMoment, type ImportedSubscriber, type Language, type SubscriberOutcome } from '@sportello/contracts';

/** Where a subscriber stands. What is not there was never asked. */
export type SubscriberStatus = 'confirmed' | 'unsubscribed';

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
