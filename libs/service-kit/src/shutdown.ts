import type { Logger } from 'pino';
import { insists } from './insisting';

/** From the first signal to the end of the process, whatever happens. */
const GRACE_MS = 9_500;

/** The end began before the start was over: what was being opened is closed again. */
export class EndedWhileStarting extends Error {
  override readonly name = 'EndedWhileStarting';
}

interface Step {
  readonly name: string;
  readonly end: () => Promise<void>;
}

/**
 * Ends the process in order, once: on SIGTERM, SIGINT, when the process that started this one is gone, or after an error that nobody caught.
 * A signal that comes again after a second ends it at once. What did not end within the grace is left behind, and the exit code says so.
 */
export class Shutdown {
  /** By `clock`; absent until the end begins. */
  private endingSince: number | undefined;
  private starting: Promise<void> | undefined;
  private readonly steps: Step[] = [];

  /** @param clock milliseconds, only forward */
  constructor(
    private readonly logger: Pick<Logger, 'info' | 'warn' | 'error' | 'fatal' | 'flush'>,
    private readonly clock: () => number = () => performance.now(),
  ) {
    process.on('SIGTERM', () => this.signalled('SIGTERM'));
    process.on('SIGINT', () => this.signalled('SIGINT'));
    process.on('uncaughtException', (error) => this.failed('An error that nobody caught', error));
    process.on('unhandledRejection', (error) => this.failed('A rejection that nobody handled', error));
  }

  /** True once the end has begun. */
  get begun(): boolean {
    return this.endingSince !== undefined;
  }

  /**
   * Runs the start of the product; when it fails, `explain` tells why and the process ends with 1. A signal meanwhile waits for
   * the step under way, so that nothing half opened stays behind.
   */
  async start(work: () => Promise<void>, explain: (error: unknown) => void): Promise<void> {
    this.starting = work();
    try {
      await this.starting;
    } catch (error) {
      if (this.begun) return;
      explain(error);
      await this.run('it cannot start', 1);
    }
  }

  /** What was opened last is closed first. @throws EndedWhileStarting, having taken the step over, when the end has begun */
  push(name: string, end: () => Promise<void>): void {
    this.steps.push({ name, end });
    if (this.begun) throw new EndedWhileStarting(`The end began while ${name} was being opened`);
  }

  /** Ends this process when its parent does, so that no orphan stays. Only for a process that was started with a channel to its parent. */
  withParent(): void {
    if (process.connected) process.once('disconnect', () => void this.run('the launcher is gone', 0));
  }

  /** Closes everything and ends the process. Called again it changes nothing. */
  async run(why: string, exitCode: number): Promise<void> {
    if (this.begun) return;
    this.endingSince = this.clock();
    this.logger.info({ why }, 'Ending');
    const deadline = setTimeout(() => {
      this.logger.error({ left: this.steps.map(({ name }) => name) }, 'Not everything ended in time');
      process.exit(1);
    }, GRACE_MS);
    await Promise.allSettled([this.starting]);
    const ended = await this.closeAll();
    clearTimeout(deadline);
    this.logger.flush();
    process.exit(ended ? exitCode : 1);
  }

  private async closeAll(): Promise<boolean> {
    let allEnded = true;
    for (let step = this.steps.at(-1); step !== undefined; step = this.steps.at(-1)) {
      try {
        await step.end();
      } catch (error) {
        allEnded = false;
        this.logger.error({ err: error, part: step.name }, 'A part did not end well');
      }
      this.steps.splice(this.steps.indexOf(step), 1);
    }
    return allEnded;
  }

  private signalled(signal: 'SIGTERM' | 'SIGINT'): void {
    if (this.endingSince === undefined) {
      void this.run(signal, 0);
      return;
    }
    if (!insists(this.endingSince, this.clock())) return;
    this.logger.warn({ signal }, 'Second signal: ending at once');
    process.exit(signal === 'SIGTERM' ? 143 : 130);
  }

  private failed(what: string, error: unknown): void {
    this.logger.fatal({ err: error }, what);
    void this.run(what, 1);
  }
}
