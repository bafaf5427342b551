import { HINTS, MAX_MESSAGE_BYTES, PEERS, SERVICES, type PeerName } from '@sportello/contracts/words';
import { SUBJECT_RIGHTS } from './subject-rights';

/** Where a peer's replies come to; nobody else may listen there. */
export function inboxPrefix(peer: PeerName): string {
  return `_INBOX_${peer}`;
}

export interface NatsConfiguration {
  /** `host:port`. */
  readonly listen: string;
  /** A password, or the name of an environment variable as `$NAME`, for each peer. */
  readonly passwords: Readonly<Record<PeerName, string>>;
}

/**
 * The configuration of a nats-server on which every peer has its own user and its own subjects: it answers what it owns, asks what it
 * may ask, replies only to those who asked. One NATS account for all: across accounts nats-server 2.9 does not say that nobody listens,
 * so that a request to a service that is down would wait for its deadline (and each request costs a third more).
 */
export function natsConfiguration({ listen, passwords }: NatsConfiguration): string {
  const users = PEERS.map((peer) => userOf(peer, passwords[peer]));
  return `listen: "${listen}"
max_payload: ${MAX_MESSAGE_BYTES}
write_deadline: "10s"
authorization {
  users: [
${users.join(',\n')}
  ]
}
`;
}

function userOf(peer: PeerName, password: string): string {
  const { asks, hints } = SUBJECT_RIGHTS[peer];
  const owned = SERVICES.filter((service) => service === peer).map((service) => `${service}.>`);
  const listens = [...owned, `${inboxPrefix(peer)}.>`, ...Object.values(HINTS)];
  const secret = password.startsWith('$') ? password : JSON.stringify(password);
  return `    { user: ${peer}, password: ${secret}, permissions: {
      publish: { allow: ${JSON.stringify([...asks, ...hints])} },
      subscribe: { allow: ${JSON.stringify(listens)} },
      allow_responses: { max: 1, expires: "1m" }
    } }`;
}
