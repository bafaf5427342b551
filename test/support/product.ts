import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@sportello/event-sourcing/testing';
import { endLogs, logOf } from './product-log';

export type Topology = 'embedded' | 'services';
export const TOPOLOGIES: readonly Topology[] = ['embedded', 'services'];

const ROOT = join(__dirname, '..', '..');
const START_DEADLINE_MS = 120_000;
const CLOSED_BOX = '╯';

/** Starting, twice even, takes its time on a busy machine. */
jest.setTimeout(300_000);

const launched = new Set<ChildProcess>();

// A test that failed half way must not leave a product behind, or the next ones would meet it.
afterAll(async () => {
  for (const child of launched) child.kill('SIGKILL');
  await endLogs();
});

export interface StartOptions {
  readonly topology?: Topology;
  readonly dataDir: string;
  readonly port?: number;
  /** Through `npm`, as people do, so that signals go its way too. Then `pid` is npm's. */
  readonly throughNpm?: boolean;
  /** Added to what every test sets; an empty value counts as absent. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a process came to its end. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The product as people start it: a process of its own, reached over HTTP and signals alone. */
export class Product {
  private output = '';
  readonly ended: Promise<Ended>;

  private constructor(
    readonly port: number,
    readonly dataDir: string,
    private readonly child: ChildProcess,
  ) {
    const collect = (chunk: Buffer): void => void (this.output += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    this.ended = once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
  }

  /** Launches it and does not wait. */
  static async launch({
    topology = 'embedded',
    dataDir,
    port,
    throughNpm = false,
    environment = {},
  }: StartOptions): Promise<Product> {
    const chosen = port ?? (await freePort());
    const [program, ...args] = throughNpm
      ? ['npm', 'run', '--silent', topology === 'embedded' ? 'start' : 'start:services']
      : [process.execPath, join(ROOT, 'scripts', 'start.mjs'), topology];
    const child = spawn(program ?? '', args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: process.env['TMPDIR'],
        PORT: String(chosen),
        DATA_DIR: dataDir,
        DEMO_PASSWORD: 'only-for-this-test',
        RATE_LIMIT_PER_MINUTE: '1000000',
        RATE_LIMIT_SUBMISSIONS_PER_HOUR: '1000000',
        RATE_LIMIT_SIGN_INS_PER_MINUTE: '1000000',
        ...(await logOf(dataDir)),
        ...environment,
      },
    });
    launched.add(child);
    child.once('exit', () => launched.delete(child));
    return new Product(chosen, dataDir, child);
  }

  /** Launches it and waits for the box. @throws Error with what it said when there is none */
  static async start(options: StartOptions): Promise<Product> {
    const product = await Product.launch(options);
    await product.boxed();
    return product;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Everything it said so far, on both its outputs. */
  get said(): string {
    return this.output;
  }

  /** Waits until the box is on the terminal. */
  async boxed(): Promise<void> {
    const box = new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.output.includes(CLOSED_BOX)) resolve();
      };
      this.child.stdout?.on('data', look);
      look();
    });
    const deadline = timer(START_DEADLINE_MS, 'no box in time');
    const failed = this.ended.then(({ code }) => Promise.reject(new Error(`The product ended with ${code}`)));
    try {
      await Promise.race([box, failed, deadline.rejected]);
    } catch (error) {
      this.child.kill('SIGKILL');
      throw new Error(`${String(error)}; it said:\n${this.output}`);
    } finally {
      deadline.clear();
      failed.catch(() => undefined);
    }
  }

  /** Signals it and gives how it ended; with code 0, it took no longer than its grace. */
  end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }

  /** For a test's tear-down: ends it if it still runs. */
  async dispose(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.end();
  }
}

/** A data directory that goes with the test. */
export async function temporaryDataDir(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'sportello-e2e-'));
  // To pass through: the database of a root's installation stays inside, and goes with it.
  await chmod(path, 0o711);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}

function timer(ms: number, why: string): { readonly rejected: Promise<never>; clear(): void } {
  let handle: NodeJS.Timeout | undefined;
  const rejected = new Promise<never>((_resolve, reject) => {
    handle = setTimeout(() => reject(new Error(why)), ms);
  });
  return { rejected, clear: () => clearTimeout(handle) };
}
