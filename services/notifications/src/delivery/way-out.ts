import type { OutgoingMail } from '../mail/outgoing-mail';
import type { ClaimedDelivery } from './delivery-queue';

export interface ReadyMail {
  readonly delivery: ClaimedDelivery;
  readonly mail: OutgoingMail;
}

/** Where mails leave. It settles what it takes. */
export interface WayOut {
  readonly kind: 'smtp' | 'dev-mailbox';
  /** How long a worker may keep what it claimed; somebody else takes it afterwards. Milliseconds. */
  readonly leaseMs: number;
  /** @param until monotonic milliseconds: nothing may begin to leave later than that */
  deliver(lease: string, mails: readonly ReadyMail[], until: number): Promise<void>;
  /** Why nothing gets out at the moment, as a class of errors. */
  closedBecause(): string | undefined;
  /** Milliseconds until it makes sense to claim again; 0: now. */
  pauseMs(): number;
  /** True while one single try must show whether the way is open again. */
  probing(): boolean;
  close(): Promise<void>;
}
