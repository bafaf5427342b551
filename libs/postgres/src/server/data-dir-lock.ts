import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { processSpace, processStart } from './processes';
import { codeOf } from '../errors';

/** Another live process works in this DATA_DIR. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse';
}

/** Held by one process at a time. */
export interface DataDirLock {
  readonly dataDir: string;
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly started: string;
  readonly space: string;
}

const BEAT_MS = 5_000;
/** A holder that we cannot look up (another container or machine) counts as dead after this long without a beat. */
const SILENCE_MS = 20_000;
/** Taking a lock over is a matter of milliseconds; whoever began it longer ago was killed at it. */
const TAKING_MS = 5_000;
const ATTEMPTS = 100;

/** Creates the folder when missing and locks it; the lock of a dead process is taken over. @throws DataDirInUse */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const folder = resolve(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'lock');
  const me: Holder = {
    pid: process.pid,
    started: (await processStart(process.pid)) ?? 'unknown',
    space: await processSpace(),
  };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (await create(path, JSON.stringify(me))) return held(folder, path);
    const text = await readIfThere(path);
    if (text === undefined) continue;
    const holder = parse(text);
    if (await isLive(holder, me, path)) throw inUse(folder, holder);
    await takeAway(path, text);
  }
  throw new DataDirInUse(`Several processes are starting on ${folder} at once`);
}

function held(dataDir: string, path: string): DataDirLock {
  const beat = setInterval(() => {
    // A missed beat only lets the lock look older than it is, which matters to other machines alone.
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  return {
    dataDir,
    async release() {
      clearInterval(beat);
      await rm(path, { force: true });
    },
  };
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(text);
    await file.close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isLive(holder: Holder | undefined, me: Holder, path: string): Promise<boolean> {
  if (holder && holder.space === me.space) return (await processStart(holder.pid)) === holder.started;
  // Not to be looked up, or in the middle of being written: wait for a beat, or for the silence to be long enough.
  const seen = await lastBeat(path);
  while (seen !== undefined && Date.now() - seen < SILENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = await lastBeat(path);
    if (now === undefined) return false;
    if (now !== seen) return true;
    if (!holder && parse((await readIfThere(path)) ?? '')) return true;
  }
  return false;
}

/** Removes the lock that was judged, unless it is another by now. One process at a time does so: two could each remove what the other just took. */
async function takeAway(path: string, judged: string): Promise<void> {
  const guard = `${path}.taking`;
  if (!(await create(guard, ''))) {
    const since = await lastBeat(guard);
    if (since !== undefined && Date.now() - since > TAKING_MS) await rm(guard, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 100));
    return;
  }
  try {
    if ((await readIfThere(path)) === judged) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function lastBeat(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

function parse(text: string): Holder | undefined {
  try {
    const { pid, started, space } = JSON.parse(text) as Partial<Holder>;
    return pid && started && space ? { pid, started, space } : undefined;
  } catch {
    // Half written: as good as unknown.
    return undefined;
  }
}

function inUse(folder: string, holder: Holder | undefined): DataDirInUse {
  const who = holder ? `process ${holder.pid} on ${holder.space.split(' ')[0]}` : 'another process';
  return new DataDirInUse(`${folder} is in use by ${who}: stop that one, or give this one another DATA_DIR`);
}
