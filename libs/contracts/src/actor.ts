import type { PeerName, Role } from './vocabulary';

/** Someone from the public, known by nothing. Whoever holds a report's token is one too: the token travels in the message and its owner checks it. */
export interface AnonymousActor {
  readonly kind: 'anonymous';
  readonly municipalityId: string;
}

/** A signed-in member of staff. */
export interface StaffActor {
  readonly kind: 'staff';
  readonly id: string;
  readonly municipalityId: string;
  readonly roles: readonly Role[];
  /** Ids of the departments that the departments' roles are for. */
  readonly departments: readonly string[];
}

/** A service, or the operators' command line, speaking for itself, in any municipality. */
export interface ServiceActor {
  readonly kind: 'service';
  readonly id: PeerName;
}

/** Who stands behind a message. The bus carries it signed; the receiving service verifies it and authorises again. */
export type Actor = AnonymousActor | StaffActor | ServiceActor;
