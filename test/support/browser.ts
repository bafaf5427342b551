import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';

const ANSWER_MS = 20_000;
/** Its answer while one document has gone and the next has not come. */
const BETWEEN_DOCUMENTS = 'Cannot find default execution context';
const OPTIONS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];

type Values = Readonly<Record<string, unknown>>;

/** A real Chromium, told what to do over its debugging pipe: no port, no driver. */
export class Browser {
  private next = 0;
  private rest = '';
  private readonly waiting = new Map<number, (answer: Values) => void>();

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
  ) {
    (child.stdio[4] as Readable).on('data', (chunk: Buffer) => this.hear(chunk.toString()));
  }

  static async open(): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'sportello-browser-'));
    const args = [...OPTIONS, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'];
    return new Browser(spawn(await found(), args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] }), profile);
  }

  /** Opens an address in a page of its own and gives a look at what it is at the moment, as HTML; empty while nothing has come. */
  async visit(url: string): Promise<() => Promise<string>> {
    const { targetId } = await this.ask('Target.createTarget', { url });
    const { sessionId } = await this.ask('Target.attachToTarget', { targetId, flatten: true });
    return async () => {
      const expression = 'document.documentElement.outerHTML';
      try {
        const { result } = await this.ask('Runtime.evaluate', { expression }, String(sessionId));
        return String((result as { readonly value?: unknown }).value);
      } catch (error) {
        if (error instanceof Error && error.message.includes(BETWEEN_DOCUMENTS)) return '';
        throw error;
      }
    };
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private ask(method: string, params: Values, sessionId?: string): Promise<Values> {
    const id = (this.next += 1);
    const message = { id, method, params, ...(sessionId === undefined ? {} : { sessionId }) };
    (this.child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`The browser does not answer ${method}`)), ANSWER_MS);
      this.waiting.set(id, ({ error, result }) => {
        clearTimeout(late);
        this.waiting.delete(id);
        if (error === undefined) resolve(result as Values);
        else reject(new Error(`The browser refuses ${method}: ${JSON.stringify(error)}`));
      });
    });
  }

  /** Messages end with a NUL and may come in pieces. */
  private hear(text: string): void {
    const messages = `${this.rest}${text}`.split('\0');
    this.rest = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message) as Values;
      this.waiting.get(Number(answer['id']))?.(answer);
    }
  }
}

/** The browser for whose presence this suite is run at all. */
async function found(): Promise<string> {
  const file = join(__dirname, '..', '..', 'scripts', 'what-can-be-tried.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'require(process.argv[1]).browser()', file]);
  return stdout.trim();
}
