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

/** Finds any of many forms in one pass over the bytes, whose first four tell whether to look closer. */
export class FormSearch {
  /** So many bytes of one look must be looked at again with the next, or a word that lies across both is missed. */
  readonly overlap: number;
  private readonly exact: ByBeginning;
  private readonly small: ByBeginning;

  constructor(forms: readonly Form[]) {
    this.overlap = Math.max(...forms.map(({ bytes }) => bytes.length));
    this.exact = byBeginning(forms.filter(({ exact }) => exact));
    this.small = byBeginning(forms.filter(({ exact }) => !exact));
  }

  /** The words of the forms that some bytes hold. */
  wordsIn(bytes: Buffer): readonly string[] {
    return [...new Set([...held(bytes, this.exact), ...held(smallLetters(bytes), this.small)])];
  }
}

interface ByBeginning {
  /** Whether there may be a form that begins so, by `placeOf`. */
  readonly may: Uint8Array;
  readonly forms: ReadonlyMap<number, readonly Form[]>;
}

function byBeginning(forms: readonly Form[]): ByBeginning {
  const may = new Uint8Array(1 << 16);
  const sorted = new Map<number, Form[]>();
  for (const form of forms) {
    const beginning = form.bytes.readInt32BE();
    may[placeOf(beginning)] = 1;
    sorted.set(beginning, [...(sorted.get(beginning) ?? []), form]);
  }
  return { may, forms: sorted };
}

function held(bytes: Buffer, { may, forms }: ByBeginning): readonly string[] {
  const found: string[] = [];
  let last = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    last = (last << 8) | (bytes[at] ?? 0);
    if (may[placeOf(last)] === 0) continue;
    for (const form of forms.get(last) ?? [])
      if (form.bytes.equals(bytes.subarray(at - 3, at - 3 + form.bytes.length))) found.push(form.word);
  }
  return found;
}

function placeOf(beginning: number): number {
  return (beginning ^ (beginning >>> 13)) & 0xffff;
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
