import * as fc from 'fast-check';
import { csvLine } from './csv';

/** Reads one line as RFC 4180 says. */
function cellsOf(line: string): readonly string[] {
  const cells = line.slice(0, -2).matchAll(/("(?:[^"]|"")*"|[^,"]*)(,|$)/g);
  const read = [...cells].map(([, cell = '', end]) => ({
    cell: cell.replace(/^"|"$/g, '').replaceAll('""', '"'),
    end,
  }));
  // After the last cell stands nothing, where an empty match is found once more.
  return read.slice(0, read.findIndex(({ end }) => end === '') + 1).map(({ cell }) => cell);
}

describe('a line of CSV', () => {
  it('quotes what needs it, and nothing else', () => {
    expect(csvLine(['a', 'b,c', 'say "no"', undefined, 'two\r\nlines', 41.5])).toBe(
      'a,"b,c","say ""no""",,"two\r\nlines",41.5\r\n',
    );
  });

  it.each(['=1+1', '+39', '-2', '@SUM(A1)', '\tx', '\r=1'])('makes no formula of %j', (text) => {
    expect(cellsOf(csvLine([text]))).toEqual([`'${text}`]);
  });

  it('leaves negative numbers numbers', () => {
    expect(csvLine([-0.5])).toBe('-0.5\r\n');
  });

  it('is read back as it was written', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'è', '"', ',', ' ', '\n', '=', "'") });
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
        expect(cellsOf(csvLine(cells))).toEqual(cells.map((cell) => cell.replace(/^=/, "'=")));
      }),
    );
  });
});
