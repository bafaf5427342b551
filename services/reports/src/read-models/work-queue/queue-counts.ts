import type { ReportStatus, WorkQueueCounts } from '@sportello/contracts';

/** How many there are of one state in one department, and how many of them are overdue. */
export interface CountedRow {
  readonly status: ReportStatus;
  readonly department: string;
  readonly total: number;
  readonly overdue: number;
}

/** The same, summed up for each state and for each department. */
export function countsOf(rows: readonly CountedRow[]): WorkQueueCounts {
  const statuses = new Map<ReportStatus, number>();
  const departments = new Map<string, { total: number; overdue: number }>();
  for (const { status, department, total, overdue } of rows) {
    statuses.set(status, (statuses.get(status) ?? 0) + total);
    const before = departments.get(department) ?? { total: 0, overdue: 0 };
    departments.set(department, { total: before.total + total, overdue: before.overdue + overdue });
  }
  return {
    overdue: sum(rows.map(({ overdue }) => overdue)),
    statuses: [...statuses].map(([status, total]) => ({ status, total })),
    departments: [...departments].map(([department, counted]) => ({ department, ...counted })),
  };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
