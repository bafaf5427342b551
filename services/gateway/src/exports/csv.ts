/** What stands in a cell; undefined is empty. */
export type Cell = string | number | undefined;

export const CSV = 'text/csv; charset=utf-8; header=present';

/** With these a spreadsheet takes a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line (RFC 4180). No text in it is a formula to the spreadsheet that opens it; numbers stay numbers. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

function written(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
