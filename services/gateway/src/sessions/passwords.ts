import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { Problem } from '../problems/problem';

/** OWASP's Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1; 128 MiB for each derivation. */
const LOG2_N = 17;
const BLOCK_SIZE = 8;
const PARALLELISM = 1;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Never more than the hash of an honest configuration needs. */
const MAX_LOG2_N = 20;

/** Longer ones are refused before they cost anything. */
export const MAX_PASSWORD_LENGTH = 256;

/** At once, so that memory and the four threads that also serve files and DNS are not taken by sign-ins. */
const MAX_RUNNING = 2;
/** Waiting; who comes later is told to try again. */
const MAX_WAITING = 30;

interface StoredHash {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** Hashes and verifies passwords with scrypt (RFC 7914), off the main thread, few at a time. */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** What a password for an unknown address is compared with, so that the answer takes as long. */
  private readonly nobody = this.unusable();

  /** A PHC string with a fresh salt. */
  async hash(password: string): Promise<string> {
    const parameters = { log2N: LOG2_N, r: BLOCK_SIZE, p: PARALLELISM, salt: randomBytes(SALT_BYTES) };
    return format({ ...parameters, hash: await this.derive(password, parameters, KEY_BYTES) });
  }

  /** The hash of no password: for who signs in another way. */
  unusable(): string {
    return format({
      log2N: LOG2_N,
      r: BLOCK_SIZE,
      p: PARALLELISM,
      salt: randomBytes(SALT_BYTES),
      hash: randomBytes(KEY_BYTES),
    });
  }

  /** False also when there is no such account, after the same work. */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const expected = parse(stored ?? this.nobody);
    const actual = await this.derive(password, expected, expected.hash.length);
    return timingSafeEqual(actual, expected.hash) && stored !== undefined;
  }

  private async derive(
    password: string,
    { log2N, r, p, salt }: Omit<StoredHash, 'hash'>,
    length: number,
  ): Promise<Buffer> {
    await this.enter();
    try {
      const cost = 2 ** log2N;
      return await scryptAsync(password.normalize('NFKC'), salt, length, { N: cost, r, p, maxmem: 256 * cost * r });
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < MAX_RUNNING) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= MAX_WAITING)
      throw new Problem('TOO_MANY_REQUESTS', { headers: { 'retry-after': '10' } });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The place goes to who waits longest. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}

function scryptAsync(password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(password, salt, length, options, (error, key) => (error === null ? resolve(key) : reject(error))),
  );
}

function format({ log2N, r, p, salt, hash }: StoredHash): string {
  return `$scrypt$ln=${log2N},r=${r},p=${p}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

function parse(stored: string): StoredHash {
  const [, log2N, r, p, salt, hash] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/.exec(stored) ?? [];
  if (salt === undefined || hash === undefined || Number(log2N) > MAX_LOG2_N)
    throw new Error('A stored password hash cannot be read');
  return {
    log2N: Number(log2N),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}
