import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { logSoFar } from './product-log';

const ROOT = join(__dirname, '..', '..');

const launched = new Set<ChildProcess>();

// A test that failed half way must not leave a command behind.
afterAll(() => {
  for (const child of launched) child.kill('SIGKILL');
});

/** What a command came to. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The lines of its output, each a JSON value. */
  json(): readonly Record<string, unknown>[];
}

/** The operators' command line as a process of its own, as people run it; neither of its outputs is a terminal. */
export class CommandLine {
  private out = '';
  private err = '';
  private readonly ended: Promise<Said>;

  constructor(readonly child: ChildProcess) {
    launched.add(child);
    child.once('exit', () => launched.delete(child));
    child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    this.ended = once(child, 'close').then(([code]) => said(code as number | null, this.out, this.err));
  }

  get saidSoFar(): string {
    return this.out;
  }

  /** Waits for its end. */
  end(): Promise<Said> {
    return this.ended;
  }
}

export interface Environment {
  readonly DATA_DIR: string;
  readonly [name: string]: string;
}

/** Starts `sportello ...` and does not wait. */
export function launch(environment: Environment, args: readonly string[], input?: string): CommandLine {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'ops.mjs'), ...args], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TMPDIR: process.env['TMPDIR'],
      ...logSoFar(environment.DATA_DIR),
      ...environment,
    },
  });
  child.stdin.end(input);
  return new CommandLine(child);
}

/** Runs `sportello ...` to its end. */
export function sportello(dataDir: string, ...args: readonly string[]): Promise<Said> {
  return launch({ DATA_DIR: dataDir }, args).end();
}

function said(code: number | null, out: string, err: string): Said {
  return {
    code,
    out,
    err,
    json: () =>
      out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
