import type { Logger } from 'pino';

/** From the first signal to the end of the process, whatever happens. */
const GRACE_MS = 9_500;

/**
 * Ends the process in order, once: on SIGTERM, SIGINT, when the process that started this one is gone, or after an error that nobody caught.
 * A second signal ends it at once. What did not end within the grace is left behind, and the exit code says so.
 */
export class Shutdown {
  private ending = false;
  private readonly steps: { readonly name: string; readonly end: () => Promise<void> }[] = [];

  constructor(private readonly logger: Logger) {
    process.on('SIGTERM', () => this.signalled('SIGTERM'));
    process.on('SIGINT', () => this.signalled('SIGINT'));
    process.on('uncaughtException', (error) => this.failed('An error that nobody caught', error));
    process.on('unhandledRejection', (error) => this.failed('A rejection that nobody handled', error));
  }

  /** True once the end has begun. */
  get begun(): boolean {
    return this.ending;
  }

  /** What was opened last is closed first. */
  push(name: string, end: () => Promise<void>): void {
    this.steps.push({ name, end });
  }

  /** Ends this process when its parent does, so that no orphan stays. Only for a process that was started with a channel to its parent. */
  withParent(): void {
    if (process.connected) process.once('disconnect', () => void this.run('the launcher is gone', 0));
  }

  /** Closes everything and ends the process. Called again it changes nothing. */
  async run(why: string, exitCode: number): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    this.logger.info({ why }, 'Ending');
    const deadline = setTimeout(() => {
      this.logger.error({ left: this.steps.map(({ name }) => name) }, 'Not everything ended in time');
      process.exit(1);
    }, GRACE_MS);
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
      this.steps.pop();
    }
    return allEnded;
  }

  private signalled(signal: 'SIGTERM' | 'SIGINT'): void {
    if (!this.ending) {
      void this.run(signal, 0);
      return;
    }
    this.logger.warn({ signal }, 'Second signal: ending at once');
    process.exit(signal === 'SIGTERM' ? 143 : 130);
  }

  private failed(what: string, error: unknown): void {
    this.logger.fatal({ err: error }, what);
    void this.run(what, 1);
  }
}
