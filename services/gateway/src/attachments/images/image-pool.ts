import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { productRoot } from '@sportello/service-kit';
import { MAX_MEMORY_MB, MAX_WORK_MS, type ImageAnswer, type ImageFormat } from './image-job';

/** Processes at once: an image takes a processor and some hundred megabytes for as long as it takes. */
const MAX_RUNNING = 2;
/** Waiting; who comes later is told to try again. */
const MAX_WAITING = 20;
/** Milliseconds until a process is killed that waits more than it works: it watches its own work (`MAX_WORK_MS`). */
const DEADLINE_MS = 8_000;
/** Of the process's own memory, beside the pixels. */
const MAX_HEAP_MB = 128;

/** Too many images at once. */
export class ImagesBusy extends Error {
  override readonly name = 'ImagesBusy';
}

export type ReadImage =
  | {
      readonly ok: true;
      readonly width: number;
      readonly height: number;
      readonly original: Buffer;
      readonly thumbnail: Buffer;
    }
  | { readonly ok: false; readonly because: 'too large' | 'unreadable' };

/** Reads images anew, each in a process of its own, few at a time. */
export class ImagePool {
  private running = 0;
  private closed = false;
  private readonly waiting: (() => void)[] = [];
  private readonly processes = new Set<ChildProcess>();

  constructor(
    private readonly deadlineMs: number = DEADLINE_MS,
    private readonly maxWorkMs: number = MAX_WORK_MS,
    private readonly maxMemoryMb: number = MAX_MEMORY_MB,
  ) {}

  /** The pixels of an image, encoded anew. A process that crashes or takes too long could not read it. @throws ImagesBusy */
  async read(content: Readable, format: ImageFormat): Promise<ReadImage> {
    await this.enter();
    try {
      return await this.inProcess(content, format);
    } finally {
      this.leave();
    }
  }

  /** Kills what is at work. */
  close(): void {
    this.closed = true;
    for (const process of this.processes) process.kill('SIGKILL');
  }

  private async inProcess(content: Readable, format: ImageFormat): Promise<ReadImage> {
    const worker = spawn(
      process.execPath,
      [`--max-old-space-size=${MAX_HEAP_MB}`, workerFile(), format, String(this.maxWorkMs), String(this.maxMemoryMb)],
      // An empty environment: nothing of what opens our data is there to be found.
      { stdio: ['pipe', 'pipe', 'ignore'], env: {}, windowsHide: true },
    );
    this.processes.add(worker);
    const late = setTimeout(() => worker.kill('SIGKILL'), this.deadlineMs);
    try {
      const [, answered] = await Promise.all([
        // It may end before it has read all: what it answered counts.
        pipeline(content, worker.stdin).catch((error: unknown) => {
          if (!isOfThePipe(error)) throw error;
        }),
        buffer(worker.stdout),
        ended(worker),
      ]);
      return parsed(answered);
    } finally {
      clearTimeout(late);
      worker.kill('SIGKILL');
      this.processes.delete(worker);
    }
  }

  private async enter(): Promise<void> {
    if (this.closed || this.waiting.length >= MAX_WAITING) throw new ImagesBusy('Too many images at once');
    if (this.running >= MAX_RUNNING) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}

/** The compiled program, also when the pool itself runs from the sources. */
function workerFile(): string {
  const beside = join(__dirname, 'image-worker.js');
  if (existsSync(beside)) return beside;
  return join(productRoot(), 'dist', 'services', 'gateway', 'src', 'attachments', 'images', 'image-worker.js');
}

function ended(worker: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('close', () => resolve()).on('error', reject);
  });
}

function isOfThePipe(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'EOF', 'ERR_STREAM_DESTROYED'].includes(code);
}

/** What the process wrote, when it is all there. */
function parsed(answered: Buffer): ReadImage {
  const line = answered.indexOf(0x0a);
  if (line === -1) return { ok: false, because: 'unreadable' };
  const answer = JSON.parse(answered.subarray(0, line).toString('utf8')) as ImageAnswer;
  if (!answer.ok) return answer;
  const contents = answered.subarray(line + 1);
  if (contents.length !== answer.bytes + answer.thumbnailBytes) return { ok: false, because: 'unreadable' };
  const { width, height, bytes } = answer;
  return { ok: true, width, height, original: contents.subarray(0, bytes), thumbnail: contents.subarray(bytes) };
}
