import { BlindIndex } from './blind-index';

describe('BlindIndex', () => {
  const index = new BlindIndex(Buffer.alloc(32, 1));

  it.each([
    [' Ada.Rossi@Example.IT ', 'ada.rossi@example.it'],
    ['333 123-4567', '+393331234567'],
    ['+39 333 1234567', '+393331234567'],
    ['0039 (333) 1234567', '+393331234567'],
    ['+44 20 7946 0000', '+442079460000'],
  ])('knows %s as %s', (written, normal) => {
    expect(index.contact('alfa', written)).toBe(index.contact('alfa', normal));
  });

  it('keeps other contacts apart', () => {
    const values = ['333 123-4567', '+44 333 1234567', '333 123-4568', 'ada@b.it', 'bea@b.it'].map((contact) =>
      index.contact('alfa', contact),
    );
    expect(new Set(values).size).toBe(5);
  });

  it('gives every municipality, use and master key other values', () => {
    const values = [
      index.contact('alfa', 'a@b.it'),
      index.contact('beta', 'a@b.it'),
      index.word('alfa', 'a@b.it'),
      new BlindIndex(Buffer.alloc(32, 2)).contact('alfa', 'a@b.it'),
    ];
    expect(new Set(values).size).toBe(4);
    for (const value of values) expect(value).toMatch(/^[\w-]{43}$/);
  });

  it('finds a word whatever its case and accents', () => {
    expect(index.word('alfa', 'PERCHÉ')).toBe(index.word('alfa', 'perche'));
  });

  it('refuses a short master key', () => {
    expect(() => new BlindIndex(Buffer.alloc(16))).toThrow('32 bytes');
  });
});
