import { createHmac, timingSafeEqual } from 'node:crypto';

/** What every authenticator understands: SHA-1, six digits, steps of 30 seconds (RFC 6238, with the defaults of RFC 4226). */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** RFC 6238, section 5.2: a clock, or a person, may be one step late or early. */
const TOLERATED_STEPS = [0, -1, 1];

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The number of the step of 30 seconds that a moment lies in. */
export function stepOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000 / STEP_SECONDS);
}

/** The code of one step (RFC 4226, section 5.3). */
export function codeOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** Of the step now, or of the one before or after it, that this is the code of; undefined when of none. */
export function stepWithCode(secret: Buffer, code: string, now: Date): number | undefined {
  const given = Buffer.from(code);
  const current = stepOf(now);
  return TOLERATED_STEPS.map((offset) => current + offset).find((step) => {
    const expected = Buffer.from(codeOf(secret, step));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** RFC 4648, section 6, without padding: how secrets are typed into an authenticator. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** What an authenticator reads from a QR code (Key Uri Format of Google Authenticator). */
export function authenticatorUri(secret: Buffer, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`;
}
