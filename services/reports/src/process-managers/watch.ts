import { asService } from '@sportello/messaging';
import { failureText, FollowLoop, type StepOutcome } from '@sportello/postgres';
import type { Logger } from 'pino';

/** Commands on their way at once. */
const IN_FLIGHT = 16;

/** What the service does without being asked: looks, gives commands, looks again. Why the last look failed is shown until one succeeds. */
export abstract class Watch {
  private readonly loop: FollowLoop;
  private lastError: string | undefined;
  private ending = false;

  /**
   * @param failing the warning when a look fails
   * @param restFactor as `FollowLoop` takes it
   */
  constructor(logger: Pick<Logger, 'warn'>, failing: string, restFactor?: number) {
    this.loop = new FollowLoop(
      async () => {
        const outcome = await this.look();
        this.lastError = undefined;
        return outcome;
      },
      (error, failures) => {
        this.lastError = failureText(error);
        logger.warn({ failures, reason: this.lastError }, failing);
      },
      restFactor,
    );
  }

  start(): void {
    this.loop.start();
  }

  /** Ends after the commands in flight. */
  stop(): Promise<void> {
    this.ending = true;
    return this.loop.stop();
  }

  /** Why the last look failed; absent when it did not. */
  status(): { readonly lastError?: string } {
    return this.lastError === undefined ? {} : { lastError: this.lastError };
  }

  protected abstract look(): Promise<StepOutcome>;

  /** Gives a command for each, whatever becomes of one, unless the watch ends meanwhile. */
  protected async giveEach<Order, Answer>(
    orders: readonly Order[],
    give: (order: Order) => Promise<Answer>,
  ): Promise<{ readonly answers: readonly Answer[]; readonly errors: readonly unknown[] }> {
    const answers: Answer[] = [];
    const errors: unknown[] = [];
    for (let from = 0; from < orders.length && !this.ending; from += IN_FLIGHT) {
      for (const result of await Promise.allSettled(orders.slice(from, from + IN_FLIGHT).map(give)))
        if (result.status === 'fulfilled') answers.push(result.value);
        else errors.push(result.reason);
    }
    return { answers, errors };
  }
}

/** As a watch gives a command: in the service's name. */
export function byTheService(commandId: string): ReturnType<typeof asService> {
  return asService('reports', { commandId, correlationId: commandId, causationId: commandId });
}
