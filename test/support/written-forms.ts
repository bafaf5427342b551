/** One way in which bytes may hold a word. */
export interface Form {
  readonly word: string;
  readonly bytes: Buffer;
  /** Whether capitals and small letters are told apart; else `bytes` hold no capitals of ASCII. */
  readonly exact: boolean;
}

/**
 * Every way in which a program may write a word down: as text of several encodings, escaped for JSON, addresses, pages and mails, without its
 * accents, in hexadecimal, and in base64 wherever the word begins.
 */
export function writtenForms(words: readonly string[]): readonly Form[] {
  return words.flatMap((word) => [
    ...distinct(cases(word).flatMap(inLetters).map(smallLetters)).map((bytes) => ({ word, bytes, exact: false })),
    ...distinct(cases(word).flatMap(inBase64)).map((bytes) => ({ word, bytes, exact: true })),
  ]);
}

/** The words of these forms that some bytes hold. */
export function wordsIn(bytes: Buffer, forms: readonly Form[]): readonly string[] {
  const small = smallLetters(bytes);
  const found = forms.filter((form) => (form.exact ? bytes : small).includes(form.bytes));
  return [...new Set(found.map(({ word }) => word))];
}

/** So many bytes of one look must be looked at again with the next, or a word that lies across both is missed. */
export function longestOf(forms: readonly Form[]): number {
  return Math.max(...forms.map(({ bytes }) => bytes.length));
}

function cases(word: string): readonly string[] {
  return [word, word.toLowerCase(), word.toUpperCase()];
}

function inLetters(word: string): readonly Buffer[] {
  const composed = word.normalize('NFC');
  const decomposed = word.normalize('NFD');
  const utf16 = Buffer.from(composed, 'utf16le');
  return [
    Buffer.from(composed),
    Buffer.from(decomposed),
    Buffer.from(composed, 'latin1'),
    utf16,
    Buffer.from(utf16).swap16(),
    Buffer.from(decomposed.replace(/\p{Mn}/gu, '')),
    ...[Buffer.from(composed), utf16].map((bytes) => Buffer.from(bytes.toString('hex'))),
    Buffer.from(escaped(composed, (code) => `\\u${code.toString(16).padStart(4, '0')}`)),
    Buffer.from(escaped(composed, (code) => `&#${code};`)),
    Buffer.from(escaped(composed, (code) => `&#x${code.toString(16)};`)),
    Buffer.from(encodeURIComponent(composed)),
    Buffer.from(encodeURIComponent(composed).replaceAll('%20', '+')),
    Buffer.from(encodeURIComponent(composed).replaceAll('%20', ' ').replaceAll('%', '=')),
  ];
}

/** Of each of the three places at which it can begin, the characters that depend on nothing before or behind; in both alphabets. */
function inBase64(word: string): readonly Buffer[] {
  const bytes = Buffer.from(word.normalize('NFC'));
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')].map((form) => Buffer.from(form));
  });
}

function escaped(word: string, escape: (code: number) => string): string {
  return word.replace(/[^\x20-\x7e]/g, (letter) => escape(letter.charCodeAt(0)));
}

/** Of ASCII alone: what other bytes mean depends on the encoding. */
function smallLetters(bytes: Buffer): Buffer {
  const small = Buffer.from(bytes);
  for (let at = 0; at < small.length; at += 1) {
    const byte = small[at] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) small[at] = byte | 0x20;
  }
  return small;
}

function distinct(forms: readonly Buffer[]): readonly Buffer[] {
  return [...new Map(forms.map((bytes) => [bytes.toString('latin1'), bytes])).values()];
}
