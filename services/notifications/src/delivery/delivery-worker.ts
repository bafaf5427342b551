import { performance } from 'node:perf_hooks';
import { WakeUp } from '@sportello/messaging';
import type { Municipalities } from '@sportello/service-kit';
import type { Logger } from 'pino';
import { composeMail, type MailSettings } from '../mail/outgoing-mail';
import { deliveriesEnded } from '../metrics';
import { backOff, MAX_ATTEMPTS } from './back-off';
import type { ContentOpener, Opened } from './content-opener';
import {
  keyOf,
  type Claim,
  type ClaimedDelivery,
  type DeliveryQueue,
  type Outcome,
  type Settlement,
} from './delivery-queue';
import type { ReadyMail, WayOut } from './way-out';

export interface DeliveryWorkerOptions {
  readonly queue: DeliveryQueue;
  readonly opener: ContentOpener;
  readonly wayOut: WayOut;
  readonly municipalities: Municipalities;
  readonly mail: MailSettings;
  /** False while nothing may leave, such as after the log turned out to be another one. */
  readonly mayDeliver: () => boolean;
  readonly logger: Logger;
  /** Milliseconds between looks at the queue that nobody asked for. */
  readonly pollMs: number;
  readonly backOffBaseMs: number;
  /** Deliveries in one claim. */
  readonly batchSize: number;
}

/** Of the lease, the part in which a delivery may still begin; the rest is for the last one to end. */
const BEGIN_WITHIN = 0.4;

/** Takes what is due, has it opened, writes the mails and hands them to the way out. Any number of these may run. */
export class DeliveryWorker {
  private readonly wakeUp = new WakeUp();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: DeliveryWorkerOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Something may be due. */
  wake(): void {
    this.wakeUp.now();
  }

  /** Ends the batch under way, then stops. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const pause = await this.round();
      if (pause > 0) await this.wakeUp.within(pause, { signal: this.stopping.signal, ignoreHints: false });
    }
  }

  /** @returns milliseconds to wait before the next round */
  private async round(): Promise<number> {
    const { wayOut, mayDeliver, queue, pollMs, batchSize, logger } = this.options;
    if (!mayDeliver()) return pollMs;
    if (wayOut.pauseMs() > 0) return wayOut.pauseMs();
    try {
      const began = performance.now();
      const claim = await queue.claim(wayOut.probing() ? 1 : batchSize, wayOut.leaseMs);
      if (claim.deliveries.length === 0) return pollMs;
      return await this.deliver(claim, began + wayOut.leaseMs * BEGIN_WITHIN);
    } catch (error) {
      logger.warn({ err: error }, 'Deliveries are interrupted; they go on when their lease has ended');
      return pollMs;
    }
  }

  private async deliver({ lease, deliveries }: Claim, until: number): Promise<number> {
    const abandoned = deliveries.filter(({ attempts }) => attempts > MAX_ATTEMPTS);
    const claimable = deliveries.filter(({ attempts }) => attempts <= MAX_ATTEMPTS);
    const claimed = claimable.filter(({ municipalityId }) => this.options.municipalities.byId(municipalityId));
    // Nothing is opened for a Comune that is not served.
    const unserved = claimable.filter(({ municipalityId }) => !this.options.municipalities.byId(municipalityId));
    await this.settle(lease, [
      ...abandoned.map((delivery) => end(delivery, { state: 'dead', error: 'interrupted-too-often' })),
      ...unserved.map((delivery) => end(delivery, this.untilServed())),
    ]);
    if (claimed.length === 0) return 0;
    const opened = await this.open(claimed);
    if (!opened) {
      const delayMs = this.options.pollMs;
      await this.settle(
        lease,
        claimed.map((delivery) => end(delivery, { state: 'due', held: true, error: 'reports-unavailable', delayMs })),
      );
      return delayMs;
    }
    const ready: ReadyMail[] = [];
    const ended: Settlement[] = [];
    for (const one of opened) {
      const result = this.prepare(one);
      if ('mail' in result) ready.push(result);
      else ended.push(result);
    }
    await this.settle(lease, ended);
    if (ready.length > 0) await this.options.wayOut.deliver(lease, ready, until);
    return 0;
  }

  /** Undefined when the owner of the texts cannot be asked now. */
  private async open(claimed: readonly ClaimedDelivery[]): Promise<readonly Opened[] | undefined> {
    try {
      return await this.options.opener.open(claimed, this.stopping.signal);
    } catch (error) {
      if (!this.stopping.signal.aborted)
        this.options.logger.warn({ err: error }, 'The texts of mails cannot be had now; mails wait');
      return undefined;
    }
  }

  private prepare(opened: Opened): ReadyMail | Settlement {
    const { delivery } = opened;
    if ('nothing' in opened) return end(delivery, this.withoutMail(opened.nothing, delivery));
    const municipality = this.options.municipalities.byId(delivery.municipalityId);
    if (!municipality) return end(delivery, this.untilServed());
    try {
      return { delivery, mail: composeMail(opened.request, municipality, this.options.mail, new Date()) };
    } catch (error) {
      this.options.logger.error(
        { err: error, eventId: delivery.eventId, template: delivery.template },
        'A mail cannot be written',
      );
      return end(delivery, this.later('cannot-write', delivery));
    }
  }

  private withoutMail(
    nothing: Extract<Opened, { readonly nothing: string }>['nothing'],
    delivery: ClaimedDelivery,
  ): Outcome {
    switch (nothing) {
      case 'erased':
        return { state: 'blanked' };
      case 'no-address':
      case 'not-public':
        return { state: 'suppressed', reason: nothing };
      case 'invalid-address':
        return { state: 'dead', error: nothing };
      case 'cannot-open':
        return this.later(nothing, delivery);
    }
  }

  /** Its file was taken away: what is due is due again when it comes back, however long that takes. */
  private untilServed(): Outcome {
    return { state: 'due', held: true, error: 'unknown-municipality', delayMs: this.options.backOffBaseMs };
  }

  private later(error: string, { attempts }: ClaimedDelivery): Outcome {
    const delayMs = backOff(attempts, this.options.backOffBaseMs);
    return delayMs === undefined ? { state: 'dead', error } : { state: 'due', error, delayMs };
  }

  private async settle(lease: string, settlements: readonly Settlement[]): Promise<void> {
    await this.options.queue.settle(lease, settlements);
    for (const { outcome } of settlements) {
      deliveriesEnded.inc({ result: outcome.state === 'due' ? (outcome.held ? 'held' : 'retry') : outcome.state });
    }
  }
}

function end(delivery: ClaimedDelivery, outcome: Outcome): Settlement {
  return { key: keyOf(delivery), outcome };
}
