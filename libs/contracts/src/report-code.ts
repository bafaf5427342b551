/** Crockford's base32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

/**
 * A report's code: ten Crockford base32 characters and a check character (Luhn modulo 32, over the same alphabet, so that a code
 * is letters and digits only). A mistyped character is always found, two swapped neighbours almost always.
 * @param bytes at least 7 bytes of an HMAC; the first 50 bits are used
 */
export function reportCode(bytes: Uint8Array): string {
  // Six bytes and the first two bits of the seventh: a number holds 53 exactly.
  const [seventh = 0] = bytes.subarray(6, 7);
  let bits = bytes.subarray(0, 6).reduce((number, byte) => number * 256 + byte, 0) * 4 + (seventh >> 6);
  let code = '';
  for (let index = 0; index < LENGTH; index += 1) {
    code = ALPHABET.charAt(bits % 32) + code;
    bits = Math.floor(bits / 32);
  }
  return code + checkCharacter(code);
}

/** True for a code as `reportCode` makes them, check character included. */
export function isReportCode(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^[0-9A-HJKMNP-TV-Z]{11}$/.test(value) &&
    value.charAt(LENGTH) === checkCharacter(value.slice(0, LENGTH))
  );
}

/** What a person typed as a code: lower case, blanks, hyphens, and the letters O, I and L read as the digits they resemble. */
export function readReportCode(typed: string): string {
  return typed.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
}

function checkCharacter(code: string): string {
  let sum = 0;
  let factor = 2;
  for (let index = code.length - 1; index >= 0; index -= 1) {
    const product = factor * ALPHABET.indexOf(code.charAt(index));
    sum += Math.floor(product / 32) + (product % 32);
    factor = factor === 2 ? 1 : 2;
  }
  return ALPHABET.charAt((32 - (sum % 32)) % 32);
}
