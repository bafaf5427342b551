import type { Comparison } from './rounds';

/** A figure that is not a comparison of two arms, such as a size ratio of one store. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The figure should be at least or at most this. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface BenchResult {
  readonly bench: string;
  readonly comparisons: readonly Comparison[];
  readonly figures: readonly Figure[];
}

/** The result as lines for a terminal. */
export function asTable({ bench, comparisons, figures }: BenchResult): string {
  const lines = comparisons.map((line) => [
    `${line.ours} / ${line.peer}`,
    `${line.ratio.toFixed(2)}x`,
    line.target === undefined ? '' : `>= ${line.target.toFixed(2)}x`,
    `${Math.round(line.oursRate)}/s`,
    `${Math.round(line.peerRate)}/s`,
    line.p99Ratio === undefined ? '' : `${line.p99Ratio.toFixed(2)}x`,
    `${Math.min(...line.ratios).toFixed(2)}-${Math.max(...line.ratios).toFixed(2)} in ${line.rounds}`,
  ]);
  const others = figures.map((line) => [
    line.name,
    `${line.value.toFixed(2)} ${line.unit}`,
    line.atLeast !== undefined ? `>= ${line.atLeast}` : line.atMost !== undefined ? `<= ${line.atMost}` : '',
  ]);
  return [
    `\n${bench}`,
    ...aligned(
      [['ours / peer', 'ratio', 'target', 'ours', 'peer', 'p99 ratio', 'rounds'], ...lines],
      comparisons.length > 0,
    ),
    ...aligned(others, others.length > 0),
  ].join('\n');
}

function aligned(rows: readonly (readonly string[])[], show: boolean): string[] {
  if (!show) return [];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
