import type { Municipality } from '@sportello/service-kit';
import { AT_ONCE } from './deadlines.sql';

/** Somebody may have submitted by the old rules while the new ones came, or a report may have failed: after this time all are looked at once more. */
export const AGAIN_AFTER_MS = 60 * 60 * 1000;

interface Walked {
  readonly version: string;
  /** Code of the report that was looked at last; undefined: all were. */
  readonly after: string | undefined;
  /** How often all were looked at. */
  readonly times: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * How far each municipality's open reports have been looked through since its rules are what they are. Begins anew with every
 * version, with every start of the service, and once more after an hour: what is looked at twice stays as it is.
 */
export class RulesWalk {
  private readonly walked = new Map<string, Walked>();

  /** Of these, the ones that are not looked through yet, and where to go on. @param now milliseconds since 1970 */
  pending(
    municipalities: readonly Pick<Municipality, 'id' | 'rulesVersion'>[],
    now: number,
  ): readonly { readonly id: string; readonly version: string; readonly after: string }[] {
    return municipalities.flatMap(({ id, rulesVersion: version }) => {
      const known = this.walked.get(id);
      if (known?.version !== version) return [{ id, version, after: '' }];
      if (known.after !== undefined) return [{ id, version, after: known.after }];
      return known.times > 1 || Math.abs(now - known.at) < AGAIN_AFTER_MS ? [] : [{ id, version, after: '' }];
    });
  }

  /** @param codes of the reports that were looked at, in order; fewer than `AT_ONCE`: there are no more */
  looked(id: string, version: string, codes: readonly string[], now: number): void {
    const known = this.walked.get(id);
    const before = known?.version === version ? known.times : 0;
    const more = codes.length === AT_ONCE;
    this.walked.set(id, {
      version,
      after: more ? codes.at(-1) : undefined,
      times: more ? before : before + 1,
      at: now,
    });
  }
}
