import { createHmac, hkdfSync } from 'node:crypto';

/** Some megabytes at most. */
const MAX_WORDS = 20_000;

/**
 * Look-ups of what is kept encrypted: the same contact or word gives the same HMAC within a municipality, and nothing leads back.
 * Values are base64url, 43 characters.
 */
export class BlindIndex {
  private readonly contactKey: Buffer;
  private readonly wordKey: Buffer;
  /** People use the same words: most of a text was met before. */
  private readonly words = new Map<string, string>();

  /** @param masterKey at least 32 random bytes */
  constructor(masterKey: Buffer) {
    if (masterKey.length < 32) throw new Error('The master key must have at least 32 bytes');
    this.contactKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'sportello blind index contact', 32));
    this.wordKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'sportello blind index word', 32));
  }

  /** An e-mail address, whatever its case, or a telephone number, however it is spaced; without a country code it is Italian. */
  contact(municipalityId: string, contact: string): string {
    return hmac(this.contactKey, municipalityId, normaliseContact(contact));
  }

  /** One word of a text, whatever its case and accents. */
  word(municipalityId: string, word: string): string {
    const name = `${municipalityId}\0${word}`;
    const known = this.words.get(name);
    if (known !== undefined) return known;
    const made = hmac(this.wordKey, municipalityId, word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase());
    const [oldest] = this.words.size < MAX_WORDS ? [] : this.words.keys();
    if (oldest !== undefined) this.words.delete(oldest);
    this.words.set(name, made);
    return made;
  }
}

/** An e-mail address in lower case, or a telephone number as `+` and digits (E.164). */
function normaliseContact(contact: string): string {
  const text = contact.normalize('NFKC').trim();
  if (text.includes('@')) return text.toLowerCase();
  const digits = text.replace(/\D/g, '');
  if (text.startsWith('+')) return `+${digits}`;
  return digits.startsWith('00') ? `+${digits.slice(2)}` : `+39${digits}`;
}

function hmac(key: Buffer, municipalityId: string, value: string): string {
  return createHmac('sha256', key).update(`${municipalityId}\0${value}`).digest('base64url');
}
