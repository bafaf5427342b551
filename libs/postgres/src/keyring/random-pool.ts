import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes of the operating system's generator, drawn many at a time: one draw costs as much as sealing a short text. At most 64. */
export function randomBytesFromPool(length: number): Buffer {
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const drawn = Buffer.from(pool.subarray(used, used + length));
  // What was given out must not be found here again.
  pool.fill(0, used, used + length);
  used += length;
  return drawn;
}
