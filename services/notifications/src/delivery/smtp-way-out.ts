import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { judgeSmtpError } from '../mail/smtp-error';
import { SmtpTransport } from '../mail/smtp-transport';
import { deliveriesEnded, possibleRepeats } from '../metrics';
import { backOff } from './back-off';
import { Circuit } from './circuit';
import { keyOf, type DeliveryQueue, type Outcome } from './delivery-queue';
import type { ReadyMail, WayOut } from './way-out';

export interface SmtpWayOutOptions {
  readonly url: string;
  readonly queue: DeliveryQueue;
  readonly logger: Logger;
  /** First wait of a delivery that failed. Default one minute. */
  readonly backOffBaseMs: number;
  /** First wait when the server cannot be reached. */
  readonly circuitBaseMs: number;
  readonly leaseMs: number;
  readonly connections?: number;
  readonly sendTimeoutMs?: number;
  readonly answerTimeoutMs?: number;
}

const CIRCUIT_MAX_MS = 5 * 60_000;
/** A message that has left is marked, whatever the database does meanwhile, for as long as the lease may last. */
const MARK_TRIES = 5;

/** Mails leave over SMTP, a few at a time, each settled as soon as its end is known. */
export class SmtpWayOut implements WayOut {
  readonly kind = 'smtp';
  readonly leaseMs: number;
  private readonly transport: SmtpTransport;
  private readonly circuit: Circuit;
  private readonly connections: number;

  constructor(private readonly options: SmtpWayOutOptions) {
    this.leaseMs = options.leaseMs;
    this.connections = options.connections ?? 5;
    this.circuit = new Circuit({ baseMs: options.circuitBaseMs, maxMs: CIRCUIT_MAX_MS, now: () => performance.now() });
    this.transport = new SmtpTransport({
      url: options.url,
      connections: this.connections,
      sendTimeoutMs: options.sendTimeoutMs ?? 30_000,
      answerTimeoutMs: options.answerTimeoutMs ?? 10_000,
    });
  }

  async deliver(lease: string, mails: readonly ReadyMail[], until: number): Promise<void> {
    const waiting = [...mails];
    const held: ReadyMail[] = [];
    const lane = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        if (performance.now() > until || this.circuit.remaining() > 0) held.push(next);
        else await this.deliverOne(lease, next);
      }
    };
    await Promise.all(Array.from({ length: this.connections }, lane));
    if (held.length === 0) return;
    const outcome: Outcome = {
      state: 'due',
      held: true,
      delayMs: this.circuit.remaining(),
      error: this.circuit.closedBecause ?? 'no-time',
    };
    deliveriesEnded.inc({ result: 'held' }, held.length);
    await this.options.queue.settle(
      lease,
      held.map(({ delivery }) => ({ key: keyOf(delivery), outcome })),
    );
  }

  closedBecause(): string | undefined {
    return this.circuit.closedBecause;
  }

  pauseMs(): number {
    return this.circuit.remaining();
  }

  probing(): boolean {
    return this.circuit.probing;
  }

  close(): Promise<void> {
    this.transport.close();
    return Promise.resolve();
  }

  private async deliverOne(lease: string, { delivery, mail }: ReadyMail): Promise<void> {
    if (delivery.inDoubt) possibleRepeats.inc();
    const result = await this.transport.send(mail);
    // A server that refuses this mail is a server that can be reached.
    if (result.sent || result.progress.session) this.circuit.succeeded();
    const outcome: Outcome = result.sent
      ? { state: 'sent' }
      : this.outcomeOf(judgeSmtpError(result.error, result.progress), delivery.attempts);
    deliveriesEnded.inc({ result: resultOf(outcome) });
    await this.settleFirmly(lease, { key: keyOf(delivery), outcome });
  }

  private outcomeOf(verdict: ReturnType<typeof judgeSmtpError>, attempts: number): Outcome {
    const { error } = verdict;
    switch (verdict.kind) {
      case 'unreachable': {
        const alreadyClosed = this.circuit.remaining() > 0;
        const delayMs = alreadyClosed ? this.circuit.remaining() : this.circuit.failed(error);
        if (!alreadyClosed)
          this.options.logger.warn({ error, delayMs }, 'The mail server cannot be reached; mails wait');
        return { state: 'due', error, delayMs, held: true };
      }
      case 'refused':
        return { state: 'dead', error };
      case 'later': {
        const delayMs = backOff(attempts, this.options.backOffBaseMs);
        return delayMs === undefined
          ? { state: 'dead', error }
          : { state: 'due', error, delayMs, inDoubt: verdict.inDoubt };
      }
    }
  }

  private async settleFirmly(
    lease: string,
    settlement: { readonly key: ReturnType<typeof keyOf>; readonly outcome: Outcome },
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.options.queue.settle(lease, [settlement]);
        return;
      } catch (error) {
        if (attempt === MARK_TRIES) throw error;
        this.options.logger.warn({ err: error, attempt }, 'The end of a delivery could not be written; trying again');
        await delay(200 * 2 ** attempt);
      }
    }
  }
}

function resultOf(outcome: Outcome): string {
  if (outcome.state !== 'due') return outcome.state;
  return outcome.held ? 'held' : 'retry';
}
