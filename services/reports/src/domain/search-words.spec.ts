import fc from 'fast-check';
import { searchWords } from './search-words';

describe('The words of a text', () => {
  it('are stems in order, each once, without the words that say nothing', () => {
    expect(searchWords('La buca e le buche di via Roma sono pericolose: una BUCA pericolosa!')).toEqual([
      'buc',
      'via',
      'rom',
      'pericolos',
    ]);
  });

  it.each([
    ['buca', 'buche'],
    ['lago', 'laghi'],
    ['lampione', 'lampioni'],
    ['strada', 'strade'],
    ['foglio', 'fogli'],
    ['acqua', "dell'acqua"],
    ['città', 'CITTA'],
    ['perché il marciapiede', 'marciapiedi'],
    ['rapido', 'rapidamente'],
    ['pothole', 'potholes'],
    ['tree', 'trees'],
    ['bin', 'bins'],
    ['glass', 'glasses'],
    ['city', 'cities'],
    ['light', 'lighting'],
    ['flood', 'flooded'],
  ])('%s and %s are one', (one, other) => {
    expect(searchWords(one)).toEqual(searchWords(other));
    expect(searchWords(one)).toHaveLength(1);
  });

  it.each([
    ['albero', 'alba'],
    ['strada', 'stradina'],
    ['rifiuti', 'rifiutare'],
    ['via12', 'via13'],
  ])('%s and %s are two', (one, other) => {
    expect(searchWords(`${one} ${other}`)).toHaveLength(2);
  });

  it.each([
    ['', []],
    ['  \n\t ', []],
    ['a b c 12', []],
    ['il lo la the and', []],
    ['SS630 km 12', ['ss630']],
    ['caffè\u0301', ['caff']],
    ['Straße улица 街道路', ['straß', 'улица', '街道路']],
  ])('%p gives %p', (text, words) => {
    expect(searchWords(text)).toEqual(words);
  });

  it('are at most two hundred, however long the text', () => {
    const text = Array.from({ length: 5000 }, (_, index) => `parola${index}`).join(' ');
    expect(searchWords(text)).toHaveLength(200);
    expect(searchWords('x'.repeat(100_000))[0]).toHaveLength(40);
  });

  it('of any text are found again by each of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('buche', 'Alberi', 'città', 'rotto', 'l’acqua', 'lights'), { minLength: 1 }),
        (words) => {
          const indexed = searchWords(words.join(' '));
          for (const word of words) expect(indexed).toEqual(expect.arrayContaining([...searchWords(word)]));
        },
      ),
    );
  });

  it('of anything at all are distinct, at least three letters and without accents', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const words = searchWords(text);
        expect(new Set(words).size).toBe(words.length);
        for (const word of words) expect(word.length >= 3 && !/\p{M}/u.test(word)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
