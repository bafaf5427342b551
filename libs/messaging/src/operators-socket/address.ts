import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';

const NAME = 'ops.sock';
/** What fits into `sun_path` with its closing zero byte: 108 on Linux, 104 elsewhere. */
const LONGEST = { linux: 107, other: 103 } as const;

/** Where operators reach the product that runs on a data directory. */
export interface SocketAddress {
  /** To listen on and to connect to. */
  readonly path: string;
  /** The file, where there is one. */
  readonly file?: string;
  /** Gives back what the address holds, once nobody needs it any more. */
  release(): void;
}

/** The path of the data directory is too long for a socket, and this system has no way around it. */
export class SocketPathTooLong extends Error {
  override readonly name = 'SocketPathTooLong';
  constructor(file: string) {
    super(`${file} is too long a path for a socket; choose a shorter DATA_DIR, or a symbolic link to it`);
  }
}

/**
 * `ops.sock` in the data directory; on Windows a named pipe. A path that is too long for the system is reached through an open handle of
 * the folder, where the system shows those as files (Linux). @throws SocketPathTooLong, and what `open` throws when there is no folder
 */
export function socketAddress(dataDir: string, system: NodeJS.Platform = platform()): SocketAddress {
  if (system === 'win32') {
    const name = createHash('sha256').update(dataDir.toLowerCase()).digest('hex').slice(0, 32);
    return { path: `\\\\.\\pipe\\sportello-${name}`, release: () => undefined };
  }
  const file = join(dataDir, NAME);
  const longest = system === 'linux' ? LONGEST.linux : LONGEST.other;
  if (Buffer.byteLength(file) <= longest) return { path: file, file, release: () => undefined };
  if (system !== 'linux') throw new SocketPathTooLong(file);
  const folder = openSync(dataDir, 'r');
  let open = true;
  return {
    path: `/proc/self/fd/${folder}/${NAME}`,
    file,
    release: () => {
      if (open) closeSync(folder);
      open = false;
    },
  };
}
