import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { FRUGAL_HEAP } from '../command-line/frugal-heap';
import { CannotReach } from './product';

const START_MS = 90_000;
const END_MS = 15_000;
/** Of what it says, the end: enough to tell why it could not start. */
const KEPT_CHARACTERS = 4_000;

type News<Ready> = ({ readonly ready: true } & Ready) | { readonly failed: string } | { readonly lingers: true };

/** A part of the product as a process of our own, which ends with us, also when we are killed. */
export class OwnProcess<Ready extends object = object> {
  private constructor(
    private readonly child: ChildProcess,
    /** What it told when it was ready. */
    readonly news: Ready,
  ) {}

  /** @param entry of the composition root, such as `ground-main` @throws CannotReach, the signal's reason */
  static async start<Ready extends object = object>(
    entry: string,
    { args = [], environment = {}, signal }: OwnProcessOptions,
  ): Promise<OwnProcess<Ready>> {
    signal.throwIfAborted();
    const child = fork(join(__dirname, '..', '..', '..', 'embedded', 'src', `${entry}.js`), args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: ['--enable-source-maps', FRUGAL_HEAP],
      // A group of its own: Ctrl-C is for us, who end it in order.
      detached: true,
      env: { ...process.env, ...environment },
    });
    const said = new LastWords(child);
    const interrupted = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', interrupted, { once: true });
    try {
      return new OwnProcess<Ready>(child, await started<Ready>(child, said));
    } catch (error) {
      child.kill('SIGTERM');
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', interrupted);
    }
  }

  /** At once, as far as it goes. */
  abandon(): void {
    this.child.kill('SIGTERM');
  }

  /** Lets it go: it ends, or stays for others who use it. */
  async end(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    const lingers = new Promise<void>((resolve) => {
      child.on('message', (message) => {
        if ('lingers' in (message as News<Ready>)) resolve();
      });
    });
    const force = setTimeout(() => child.kill('SIGKILL'), END_MS);
    if (child.connected) child.send('done');
    await Promise.race([gone, lingers]);
    clearTimeout(force);
    if (child.connected) child.disconnect();
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.unref();
  }
}

export interface OwnProcessOptions {
  readonly args?: readonly string[];
  /** Besides our own. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

async function started<Ready extends object>(child: ChildProcess, said: LastWords): Promise<Ready> {
  return new Promise<Ready>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new CannotReach(`The product did not start within ${START_MS / 1000} s.\n${said.text}`));
    }, START_MS);
    const settle = (result: () => void): void => {
      clearTimeout(late);
      result();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) =>
      settle(() => reject(new CannotReach(`The product cannot be started in maintenance (${code}).\n${said.text}`))),
    );
    child.on('message', (message) => {
      const news = message as News<Ready>;
      if ('ready' in news) settle(() => resolve(news));
      if ('failed' in news) settle(() => reject(new CannotReach(news.failed)));
    });
  });
}

class LastWords {
  text = '';

  constructor(child: ChildProcess) {
    const collect = (chunk: Buffer): void =>
      void (this.text = `${this.text}${chunk.toString()}`.slice(-KEPT_CHARACTERS));
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
  }
}
