import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eventually } from '@sportello/event-sourcing/testing';
import { ByteSearch } from './byte-search';

const WORD = 'Quagliarulò';
const PHONE = '333 7654321';

const PLANTED: readonly (readonly [string, Buffer])[] = [
  ['text', Buffer.from(`Sono ${WORD}.`)],
  ['capitals', Buffer.from('SONO QUAGLIARULÒ')],
  ['small letters', Buffer.from('quagliarulò@posta.example')],
  ['Latin-1', Buffer.from(WORD, 'latin1')],
  ['letters and accents apart', Buffer.from(WORD.normalize('NFD'))],
  ['no accents', Buffer.from('quagliarulo')],
  ['UTF-16', Buffer.from(WORD, 'utf16le')],
  ['UTF-16, the other way round', Buffer.from(WORD, 'utf16le').swap16()],
  ['JSON that escapes', Buffer.from('{"name":"Quagliarul\\u00f2"}')],
  ['an address', Buffer.from('/work-queue?q=Quagliarul%C3%B2')],
  ['an address, with a space', Buffer.from('/work-queue?q=333+7654321')],
  ['a page', Buffer.from('<b>Quagliarul&#xF2;</b>')],
  ['a page, in decimals', Buffer.from('<b>Quagliarul&#242;</b>')],
  ['a mail', Buffer.from('Gentile Quagliarul=C3=B2')],
  ['hexadecimal', Buffer.from(Buffer.from(`\n${WORD}`).toString('hex'))],
  ['hexadecimal capitals', Buffer.from(Buffer.from(WORD).toString('hex').toUpperCase())],
  ...['', '.', '..'].map(
    (before) =>
      [
        `base64 after ${before.length}`,
        Buffer.from(Buffer.from(`${before}${WORD}; altro`).toString('base64')),
      ] as const,
  ),
  ['base64url', Buffer.from(Buffer.from(`>>>${PHONE}???`).toString('base64url'))],
  ['what gzip made of it, in a backup.gz', gzipSync(`{"name":"${WORD}"}\n`)],
  ['across two looks', Buffer.concat([Buffer.alloc((1 << 20) - 4, '.'), Buffer.from(WORD)])],
];

describe('A search of bytes', () => {
  let folder: string;
  let search: ByteSearch;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-search-'));
    search = new ByteSearch([WORD, PHONE], [folder]);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each(PLANTED)('finds a word in %s', async (name, bytes) => {
    expect(await search.look()).toEqual([]);
    await writeFile(join(folder, name), bytes);
    expect(await search.look()).toEqual([expect.stringMatching(/: (Quagliarulò|333 7654321)$/)]);
  });

  it('finds it in the name of a file', async () => {
    await writeFile(join(folder, 'Firmato QUAGLIARULÒ.txt'), '');
    expect(await search.look()).toHaveLength(1);
  });

  it('does not find what is not there', async () => {
    await writeFile(join(folder, 'other'), 'Quagliarella, 333 7654320');
    expect(await search.look()).toEqual([]);
    expect(search.wordsIn('Quagliarella')).toEqual([]);
  });

  it('remembers what was there for a moment while it followed', async () => {
    const enough = new AbortController();
    const following = search.follow(enough.signal);
    await writeFile(join(folder, 'passing'), WORD);
    await eventually(() => search.everFound.length > 0);
    await rm(join(folder, 'passing'));
    enough.abort();
    await following;
    expect(await search.look()).toEqual([`${join(folder, 'passing')}: ${WORD}`]);
  });
});
