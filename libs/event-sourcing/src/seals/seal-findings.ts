import type { AnchoredSeal } from './anchor';
import type { EventName } from './seal';

/** What is wrong first with the log of one municipality, or with its seals. */
export type SealFinding = { readonly municipalityId: string } & (
  | { readonly kind: 'altered'; readonly event: EventName }
  | { readonly kind: 'removed'; readonly event: EventName }
  | { readonly kind: 'inserted'; readonly event: EventName }
  /** `event` stands where `expected` was sealed; both are there. */
  | { readonly kind: 'reordered'; readonly event: EventName; readonly expected: EventName }
  /** `event` is the first of those that are missing at the end. */
  | { readonly kind: 'cut-off'; readonly event: EventName }
  /** It stands in the log, and who asks for its stream does not find it. */
  | { readonly kind: 'misfiled'; readonly event: EventName }
  /** It bears a name that no stream has, so that nobody knows whose it is. `municipalityId` is empty. */
  | { readonly kind: 'misnamed'; readonly event: EventName }
  /** The seals themselves do not hold together: `fault` says where. */
  | { readonly kind: 'seal-altered'; readonly seal: number; readonly fault: string }
  /** The anchor knows a seal that is no longer there. `lastEvent` is the last that a seal still holds; absent where none is left. */
  | {
      readonly kind: 'seals-cut-off';
      readonly anchor: AnchoredSeal;
      readonly lastSeal: number;
      readonly lastEvent?: EventName;
    }
  /**
   * Log and seals agree with each other and not with the anchor: both were written anew. `holdsUpTo`: the last anchored seal that is reached, and
   * `lastEvent` the last event under it; absent where no earlier anchor holds.
   */
  | {
      readonly kind: 'rewritten';
      readonly anchor: AnchoredSeal;
      readonly holdsUpTo: number;
      readonly lastEvent?: EventName;
    }
);

/** A finding in one sentence for an operator. */
export function describeFinding(finding: SealFinding): string {
  const of = finding.municipalityId;
  switch (finding.kind) {
    case 'altered':
      return `${of}: ${nameOf(finding.event)} was altered`;
    case 'removed':
      return `${of}: ${nameOf(finding.event)} was removed`;
    case 'inserted':
      return `${of}: ${nameOf(finding.event)} was inserted: it stands among sealed events and was never sealed`;
    case 'reordered':
      return `${of}: ${nameOf(finding.event)} was moved: ${nameOf(finding.expected)} was sealed at its place`;
    case 'cut-off':
      return `${of}: the log was cut off: ${nameOf(finding.event)} and everything after it is missing`;
    case 'misfiled':
      return `${of}: ${nameOf(finding.event)} was filed under another municipality: who asks for its stream does not find it`;
    case 'misnamed':
      return `no municipality: ${nameOf(finding.event)} was not written by Sportello, which gives no stream such a name`;
    case 'seal-altered':
      return `${of}: seal ${finding.seal} was altered: ${finding.fault}`;
    case 'seals-cut-off':
      return (
        `${of}: the seals end at ${finding.lastSeal}, but the anchor of ${finding.anchor.sealedAt} knows seal ${finding.anchor.number}` +
        (finding.lastEvent ? `; the last event that a seal still holds is ${nameOf(finding.lastEvent)}` : '')
      );
    case 'rewritten':
      return (
        `${of}: log and seals were written anew: seal ${finding.anchor.number} is not the anchored one` +
        (finding.lastEvent
          ? `; up to seal ${finding.holdsUpTo}, which ends with ${nameOf(finding.lastEvent)}, an earlier anchor holds`
          : '')
      );
    default:
      return finding satisfies never;
  }
}

function nameOf({ stream, revision }: EventName): string {
  return `event ${revision} of ${stream}`;
}
