import { facts, table } from './table';

describe('A table', () => {
  it('aligns its columns, numbers to the right, and shows what is not there as a dash', () => {
    const text = table(
      ['name', 'events', 'note'],
      [
        ['status_page', 1_234_567, undefined],
        ['città', 8, 'così'],
      ],
    );
    expect(text.split('\n')).toEqual([
      'NAME            EVENTS  NOTE',
      'status_page  1,234,567  -',
      'città                8  così',
    ]);
  });

  it('lets nothing that people wrote steer the terminal', () => {
    const text = table(['subject'], [['\u001b[2J\u001b]0;owned\u0007 buca\r\nsegue \u202e']]);
    expect(Array.from(text).filter((character) => character !== '\n' && character < ' ')).toEqual([]);
    expect(text.split('\n')).toHaveLength(2);
  });

  it('has its headings also without rows', () => {
    expect(table(['a', 'b'], [])).toBe('A  B');
  });
});

describe('Facts', () => {
  it('stand under each other', () => {
    expect(
      facts([
        ['report', 'X'],
        ['as of', undefined],
        ['open', true],
      ]),
    ).toBe('report  X\nas of   -\nopen    yes');
  });
});
