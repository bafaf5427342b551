import type {
  Language,
  ListPage,
  PublicReport,
  ReportPage,
  SimilarReport,
  TimelineStep,
  WorkQueueCounts,
  WorkQueueItem,
  WorkQueuePage,
} from '@sportello/contracts';
import { publicAddress, type Municipality } from '@sportello/service-kit';
import type { AttachmentView } from '../attachments/attachment.dto';
import { catalogueOf } from '../language/catalogues';
import type {
  QueuedReport,
  QueueCounts,
  ReportDocument,
  ReportList,
  SimilarReports,
  TimelineEntry,
  WorkQueueList,
} from './report-answers.dto';

/** Whose words are used: the municipality's names, in the reader's language. */
export interface Words {
  readonly municipality: Municipality;
  readonly language: Language;
}

/** A report as its page is answered. Members are named one by one: what a service adds to its reply is not thereby public. */
export function labelledPage(page: ReportPage, words: Words, attachments: readonly AttachmentView[]): ReportDocument {
  const { statuses, outcomes } = catalogueOf(words.language);
  return present({
    code: page.code,
    type: page.type,
    category: page.category,
    categoryLabel: categoryLabel(page.category, words),
    status: page.status,
    statusLabel: statuses[page.status],
    channel: page.channel,
    visibility: page.visibility,
    submittedAt: page.submittedAt,
    assignedAt: page.assignedAt,
    dueBy: page.dueBy,
    startedAt: page.startedAt,
    resolvedAt: page.resolvedAt,
    department: page.department,
    departmentName: departmentName(page.department, words),
    subject: page.subject,
    description: page.description,
    location: page.location,
    attachments,
    duplicateOf: page.duplicateOf,
    outcome: page.outcome,
    outcomeLabel: page.outcome === undefined ? undefined : outcomes[page.outcome],
    rating: page.rating,
    moderated: page.moderated,
    redacted: page.redacted,
    timeline: page.timeline.map((step) => labelledStep(step, words)),
    revision: page.revision,
  });
}

function labelledStep(step: TimelineStep, words: Words): TimelineEntry {
  const { steps, outcomes } = catalogueOf(words.language);
  const label = step.outcome === undefined ? steps[step.step] : `${steps[step.step]}: ${outcomes[step.outcome]}`;
  return present({
    status: step.status,
    step: step.step,
    at: step.at,
    label,
    note: step.note,
    moderated: step.moderated,
    department: step.department,
    departmentName: departmentName(step.department, words),
    outcome: step.outcome,
  });
}

function labelledSummary(report: PublicReport, words: Words) {
  return present({
    code: report.code,
    type: report.type,
    category: report.category,
    categoryLabel: categoryLabel(report.category, words),
    status: report.status,
    statusLabel: catalogueOf(words.language).statuses[report.status],
    submittedAt: report.submittedAt,
    department: report.department,
    departmentName: departmentName(report.department, words),
    subject: report.subject,
    location: report.location,
    revision: report.revision,
  });
}

export function labelledList({ items, page, pageSize, total }: ListPage<PublicReport>, words: Words): ReportList {
  return { items: items.map((report) => labelledSummary(report, words)), page, pageSize, total };
}

export function labelledSimilar(found: readonly SimilarReport[], words: Words, publicUrl: string): SimilarReports {
  const address = publicAddress(publicUrl, words.municipality);
  const items = found.map(({ score, metres, ...report }) => {
    const self = `${address}/api/v1/reports/${report.code}`;
    const links = { self, live: `${self}/live`, page: `${address}/r/${report.code}` };
    return { ...labelledSummary(report, words), score, metres, links };
  });
  return { items };
}

export function labelledQueue(found: WorkQueuePage, words: Words): WorkQueueList {
  const { items, page, pageSize, total, atLeast, counts, next } = found;
  return present({
    items: items.map((item) => queued(item, words)),
    page,
    pageSize,
    total,
    atLeast,
    counts: counts && labelledCounts(counts, words),
    next,
  });
}

function labelledCounts({ overdue, statuses, departments }: WorkQueueCounts, words: Words): QueueCounts {
  const labels = catalogueOf(words.language).statuses;
  return {
    overdue,
    statuses: statuses.map(({ status, total }) => ({ status, statusLabel: labels[status], total })),
    departments: departments.map((counted) => ({
      department: counted.department,
      departmentName: departmentName(counted.department, words),
      total: counted.total,
      overdue: counted.overdue,
    })),
  };
}

function queued(item: WorkQueueItem, words: Words): QueuedReport {
  const { channel, visibility, priority, dueBy, overdue, reminded, escalated, assignee } = item;
  const queue = { channel, visibility, priority, dueBy, overdue, reminded, escalated, assignee };
  return present({ ...labelledSummary(item, words), ...queue });
}

export function categoryLabel(slug: string, { municipality, language }: Words): string {
  return municipality.categories.find((category) => category.slug === slug)?.label[language] ?? slug;
}

export function departmentName(id: string, words: Words): string;
export function departmentName(id: string | undefined, words: Words): string | undefined;
export function departmentName(id: string | undefined, { municipality, language }: Words): string | undefined {
  return id === undefined
    ? undefined
    : (municipality.departments.find((department) => department.id === id)?.name[language] ?? id);
}

export function areaName(id: string, { municipality, language }: Words): string {
  return municipality.areas?.find((area) => area.id === id)?.name[language] ?? id;
}

type Present<Values> = { [Name in keyof Values as undefined extends Values[Name] ? never : Name]: Values[Name] } & {
  [Name in keyof Values as undefined extends Values[Name] ? Name : never]?: Exclude<Values[Name], undefined>;
};

/** Absent is absent, never null. */
function present<Values extends object>(values: Values): Present<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<Values>;
}
