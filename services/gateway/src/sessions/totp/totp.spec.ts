import { authenticatorUri, base32, codeOf, stepOf, stepWithCode } from './totp';

/** The secret of the vectors of both RFCs. */
const SECRET = Buffer.from('12345678901234567890');
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('A code of an authenticator', () => {
  it('is what RFC 4226, appendix D, gives for the first ten counters', () => {
    const expected = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ');
    expect(expected.map((_code, counter) => codeOf(SECRET, counter))).toEqual(expected);
  });

  // The RFC has eight digits; six are their end.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i is what RFC 6238, appendix B, gives', (seconds, code) => {
    expect(codeOf(SECRET, stepOf(at(seconds)))).toBe(code);
  });

  it('fits its own step, the one before and the one after, and no other', () => {
    const now = at(1_111_111_111);
    const fitting = [-2, -1, 0, 1, 2].map((offset) => stepWithCode(SECRET, codeOf(SECRET, stepOf(now) + offset), now));
    const step = stepOf(now);
    expect(fitting).toEqual([undefined, step - 1, step, step + 1, undefined]);
  });

  it.each(['', '05047', '0504711', '05047１', ' 050471', 'abcdef'])('is not %j', (code) => {
    expect(stepWithCode(SECRET, code, at(1_111_111_111))).toBeUndefined();
  });
});

describe('What is typed or scanned into an authenticator', () => {
  // RFC 4648, section 10, without padding.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j is %j in base32', (text, expected) => {
    expect(base32(Buffer.from(text))).toBe(expected);
  });

  it('names the Comune and the account, whatever characters they have', () => {
    expect(authenticatorUri(SECRET, 'Sant’Agata: città', 'a+b@c.example')).toBe(
      'otpauth://totp/Sant%E2%80%99Agata%3A%20citt%C3%A0:a%2Bb%40c.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sant%E2%80%99Agata%3A%20citt%C3%A0&algorithm=SHA1&digits=6&period=30',
    );
  });
});
