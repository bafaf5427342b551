import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ServiceName } from '@sportello/contracts';
import type { Logger } from 'pino';
import { CannotStart } from '../ground/cannot-start';
import { Restarts } from './restarts';

const START_DEADLINE_MS = 60_000;
/** Three of these and the end of PostgreSQL must fit into the 10 s of the whole. */
const END_DEADLINE_MS = 2_800;

export interface ServiceProcessOptions {
  readonly name: ServiceName;
  /** The compiled `main.js` of the service. */
  readonly entry: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly logger: Logger;
  /** The process falls again and again and is not started any more. */
  readonly onGivenUp: () => void;
  /** Milliseconds within which a process must be ready; 60,000. */
  readonly startDeadlineMs?: number;
}

/** One service in a process of its own, started again when it falls. It ends by itself when this process is gone: it hears its channel close. */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;
  private readonly restarts = new Restarts();

  constructor(private readonly options: ServiceProcessOptions) {}

  /** Starts it for the first time. @throws CannotStart when it ends, or says nothing, before it is ready */
  async start(): Promise<void> {
    const { name, startDeadlineMs = START_DEADLINE_MS } = this.options;
    const outcome = await this.launch();
    if (outcome === 'ready') return;
    await this.stop();
    throw new CannotStart(
      outcome === 'ended'
        ? `The ${name} service ended while it was starting; the log lines above say why`
        : `The ${name} service was not ready after ${startDeadlineMs / 1000} s`,
    );
  }

  /** Asks it to end, and ends it when it does not within 2.8 s. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), END_DEADLINE_MS);
    await ended;
    clearTimeout(force);
  }

  private launch(): Promise<'ready' | 'ended' | 'silent'> {
    const { entry, environment, name, logger, startDeadlineMs = START_DEADLINE_MS } = this.options;
    const isFirst = this.child === undefined;
    const startedAt = Date.now();
    const child = fork(entry, [], {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: ['--enable-source-maps'],
      // A group of its own: Ctrl-C is for the launcher, which ends the services in order.
      detached: true,
    });
    this.child = child;
    return new Promise((resolve) => {
      let ready = false;
      const silent = setTimeout(() => {
        // Its end then does what any end does: it is started again, or given up.
        child.kill('SIGKILL');
        resolve('silent');
      }, startDeadlineMs);
      child.on('error', (error) => logger.error({ err: error, of: name }, 'Trouble with a service process'));
      child.on('message', (message) => {
        if (!isReady(message)) return;
        ready = true;
        clearTimeout(silent);
        resolve('ready');
      });
      child.once('exit', (code, signal) => {
        clearTimeout(silent);
        resolve('ended');
        // When the very first start fails, `start` tells it to the person at the terminal.
        if (!this.stopping && (ready || !isFirst)) this.fell(ready, Date.now() - startedAt, { code, signal });
      });
    });
  }

  private fell(
    wasReady: boolean,
    upForMs: number,
    how: { readonly code: number | null; readonly signal: string | null },
  ): void {
    const { name, logger, onGivenUp } = this.options;
    const pause = this.restarts.ended(wasReady, upForMs);
    if (pause === undefined) {
      logger.fatal({ ...how, of: name }, 'A service falls again and again: giving up');
      onGivenUp();
      return;
    }
    logger.warn({ ...how, of: name, pauseMs: pause }, 'A service process ended: starting it again');
    this.restart = setTimeout(() => void this.launch(), pause);
  }
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
}
