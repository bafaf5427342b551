import {
  HINTS,
  OPERATOR_SUBJECTS,
  SERVICES,
  SUBJECTS,
  type PeerName,
  type ServiceName,
} from '@sportello/contracts/words';

/** What a peer may do on the bus besides answering its own subjects. Both buses and the NATS server's permissions are made of this. */
export interface SubjectRights {
  /** Requests it may send. */
  readonly asks: readonly string[];
  /** Hints it may give. Every peer may hear every hint. */
  readonly hints: readonly string[];
}

/** For services alone, on nobody's behalf: never asked from the door. */
const BEHIND_THE_DOOR: readonly string[] = [
  SUBJECTS.reportFeed,
  SUBJECTS.unseal,
  SUBJECTS.sealFollower,
  SUBJECTS.followerIndex,
  SUBJECTS.eraseFollowers,
  SUBJECTS.codesOfAddress,
];

/** What operators may ask as the door may. */
const ALSO_FOR_OPERATORS: readonly string[] = [
  SUBJECTS.deadLetters,
  SUBJECTS.reportsHealth,
  SUBJECTS.notificationsHealth,
  SUBJECTS.newsletterHealth,
];

export const SUBJECT_RIGHTS: Readonly<Record<PeerName, SubjectRights>> = {
  gateway: { asks: Object.values(SUBJECTS).filter((subject) => !BEHIND_THE_DOOR.includes(subject)), hints: [] },
  reports: { asks: [], hints: Object.values(HINTS) },
  notifications: { asks: BEHIND_THE_DOOR, hints: [] },
  newsletter: { asks: [], hints: [] },
  ops: { asks: [...Object.values(OPERATOR_SUBJECTS), ...ALSO_FOR_OPERATORS], hints: [] },
};

/** The service that answers a subject: its name stands before the first dot. @throws Error for a subject of nobody */
export function ownerOf(subject: string): ServiceName {
  const name = subject.slice(0, subject.indexOf('.'));
  const owner = SERVICES.find((service) => service === name);
  if (!owner) throw new Error(`No service owns the subject ${subject}`);
  return owner;
}

export function mayAsk(service: PeerName, subject: string): boolean {
  return SUBJECT_RIGHTS[service].asks.includes(subject);
}

/** @throws Error when `service` has no right to ask: a bug in its code, alike on every bus */
export function assertMayAsk(service: PeerName, subject: string): void {
  if (!mayAsk(service, subject)) throw new Error(`${service} has no right to ask ${subject}`);
}

/** @throws Error when `service` has no right to give this hint */
export function assertMayHint(service: PeerName, hint: string): void {
  if (!SUBJECT_RIGHTS[service].hints.includes(hint)) throw new Error(`${service} has no right to hint ${hint}`);
}
