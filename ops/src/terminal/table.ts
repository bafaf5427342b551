import { plain } from './plain';

export type Cell = string | number | boolean | undefined;

/** Rows under headings, aligned; numbers to the right. A value that is not there is a dash. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => headings.map((_, column) => textOf(row[column])));
  const widths = headings.map((heading, column) =>
    Math.max(width(heading), ...texts.map((row) => width(row[column] ?? ''))),
  );
  const numeric = headings.map((_, column) => rows.length > 0 && rows.every((row) => isNumeric(row[column])));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0, numeric[column] === true))
      .join('  ')
      .trimEnd();
  return [line(headings.map((heading) => heading.toUpperCase())), ...texts.map(line)].join('\n');
}

/** Names and values under each other, the values aligned. */
export function facts(pairs: readonly (readonly [name: string, value: Cell])[]): string {
  const longest = Math.max(0, ...pairs.map(([name]) => width(name)));
  return pairs.map(([name, value]) => `${pad(name, longest, false)}  ${textOf(value)}`.trimEnd()).join('\n');
}

function textOf(cell: Cell): string {
  if (cell === undefined || cell === '') return '-';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return typeof cell === 'number' ? cell.toLocaleString('en') : plain(cell);
}

function isNumeric(cell: Cell): boolean {
  return cell === undefined || typeof cell === 'number';
}

function width(text: string): number {
  return Array.from(text).length;
}

function pad(text: string, to: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, to - width(text)));
  return right ? blanks + text : text + blanks;
}
