import { createHash, randomBytes } from 'node:crypto';
import { base32 } from './totp';

const CODES = 10;
/** 80 bits: too many to try also for who has the hashes, so that these need no slow hash. */
const BYTES = 10;

/** Codes for the day the telephone is lost, each good once. They are shown only when they are made. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: CODES }, () => (base32(randomBytes(BYTES)).match(/.{4}/g) ?? []).join('-').toLowerCase());
}

/** SHA-256 of what a person typed of one: case, spaces and dashes do not matter. Undefined when it can be none. */
export function recoveryCodeHash(typed: string): Buffer | undefined {
  const code = typed.replace(/[\s-]/g, '').toUpperCase();
  return /^[A-Z2-7]{16}$/.test(code) ? createHash('sha256').update(code).digest() : undefined;
}
