import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get as getPlainly, type IncomingMessage } from 'node:http';
import { get as getOverTls } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { eventually, freePort } from '@sportello/event-sourcing/testing';

/** Three at once, each compiling itself, take their time on a busy machine. */
const START_MS = 120_000;
const ANSWER_MS = 1_000;
const HOST = '127.0.0.1';

/** What a node says of itself, as far as tests ask. */
interface Info {
  readonly esVersion: string;
  readonly state: string;
}

/** One process of EventStoreDB on the loopback, with its data in a folder of its own. It can be ended without warning and started again on them. */
export class ServerNode {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly executable: string,
    readonly folder: string,
    readonly port: number,
    private readonly replicationPort: number,
  ) {}

  /** A place for a node, where none runs yet. */
  static async place(executable: string): Promise<ServerNode> {
    const folder = await mkdtemp(join(tmpdir(), 'sportello-eventstoredb-'));
    return new ServerNode(executable, folder, await freePort(), await freePort());
  }

  get address(): string {
    return `${HOST}:${this.port}`;
  }

  /**
   * Starts it and does not wait. A node of a cluster that must cut its log back to the leader's ends by itself, without an error, and relies
   * on being started again.
   */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}, again = 3): void {
    const own = [
      '--run-projections=None',
      `--db=${join(this.folder, 'db')}`,
      `--log=${join(this.folder, 'log')}`,
      `--node-port=${this.port}`,
      `--replication-port=${this.replicationPort}`,
      '--chunk-initial-reader-count=2',
    ];
    const telemetry = { EVENTSTORE_TELEMETRY_OPTOUT: 'true', EVENTSTORE_LOG: join(this.folder, 'log') };
    const child = spawn(this.executable, [...own, ...args], {
      stdio: 'ignore',
      env: { ...process.env, ...telemetry, ...environment },
    });
    child.once('exit', (code) => {
      if (code === 0 && again > 0 && this.#child === child) this.start(args, environment, again - 1);
    });
    this.#child = child;
  }

  /** Waits until it is in one of these states: it answers before it takes appends. @throws Error when it has ended */
  async reach(states: readonly string[], authority?: Buffer): Promise<Info> {
    const info = await eventually(
      async () => {
        if (this.#child?.exitCode !== null) throw new Error(`${this.executable} ended with ${this.#child?.exitCode}`);
        return this.info(authority);
      },
      (found) => found !== undefined && states.includes(found.state),
      START_MS,
    );
    return info as Info;
  }

  /** @returns undefined while it does not answer */
  async info(authority?: Buffer): Promise<Info | undefined> {
    try {
      return (await json(await answerOf(this.port, authority))) as Info;
    } catch {
      return undefined;
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends it without warning. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function answerOf(port: number, authority: Buffer | undefined): Promise<IncomingMessage> {
  const place = { host: HOST, port, path: '/info', signal: AbortSignal.timeout(ANSWER_MS) };
  return new Promise((resolve, reject) => {
    const asked = authority ? getOverTls({ ...place, ca: authority }, resolve) : getPlainly(place, resolve);
    asked.once('error', reject);
  });
}
