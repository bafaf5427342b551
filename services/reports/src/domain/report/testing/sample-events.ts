import type { DomainEvent } from '@sportello/event-sourcing';
import type { ReportEventOf, ReportEventType } from '../events';

type EventData = { readonly [Type in ReportEventType]: ReportEventOf<Type>['data'] };

/** One of each stored fact, with every field it can have. `golden/` holds the same as the log keeps them. */
export const SAMPLE_EVENTS = {
  'report.submitted': {
    code: '7K3M9QX2ABC',
    kind: 'issue',
    category: 'potholes',
    channel: 'web',
    visibility: 'public',
    priority: 'high',
    routingRule: 'at-night',
    location: { lat: 41.4917, lon: 13.8314 },
    language: 'it',
    proposedDepartment: 'roads',
    dueBy: '2025-04-14T21:59:59.000Z',
    rulesVersion: '0123456789ab',
    sealedText: 'sealed-text',
    sealedReporter: 'sealed-reporter',
    contactHmacs: ['hmac-of-email', 'hmac-of-phone'],
    searchTokens: ['hmac-of-word'],
    attachments: ['attachment-1'],
  },
  'report.assigned': {
    department: 'roads',
    assignee: 'account-1',
    dueBy: '2025-04-14T21:59:59.000Z',
    firstTime: true,
    departmentChanged: false,
    sealedText: 'sealed-note',
  },
  'report.work-started': { sealedText: 'sealed-note' },
  'report.information-requested': { sealedText: 'sealed-question' },
  'report.information-request-cancelled': { dueBy: '2025-04-16T21:59:59.000Z', sealedText: 'sealed-note' },
  'report.information-provided': { dueBy: '2025-04-16T21:59:59.000Z', sealedText: 'sealed-answer' },
  'report.resolved': { outcome: 'fixed', sealedText: 'sealed-note' },
  'report.rejected': { sealedText: 'sealed-reason' },
  'report.withdrawn': { sealedText: 'sealed-reason' },
  'report.marked-duplicate': { of: '2B4D6F8H0JK', sealedText: 'sealed-note' },
  'report.reopened': { dueBy: '2025-05-05T21:59:59.000Z', sealedText: 'sealed-reason' },
  'report.rated': { rating: 4, sealedText: 'sealed-comment' },
  'report.reclassified': {
    kind: 'suggestion',
    category: 'trees',
    proposedDepartment: 'green',
    dueBy: '2025-04-30T21:59:59.000Z',
    rulesVersion: '0123456789ab',
    priority: 'low',
    routingRule: 'suggestions',
  },
  'report.relocated': {
    location: { lat: 41.5, lon: 13.82 },
    sealedText: 'sealed-address',
    proposedDepartment: 'green',
    rulesVersion: '0123456789ab',
    priority: 'high',
    routingRule: 'old-town',
  },
  'report.note-added': { public: true, sealedText: 'sealed-note' },
  'report.file-attached': { attachment: 'attachment-2' },
  'report.prioritised': { priority: 'urgent' },
  'report.deadline-changed': { dueBy: '2025-04-18T21:59:59.000Z' },
  'report.deadline-recomputed': { dueBy: '2025-04-11T21:59:59.000Z', rulesVersion: 'fedcba987654' },
  'report.deadline-reminded': { dueBy: '2025-04-14T21:59:59.000Z' },
  'report.escalated': { dueBy: '2025-04-14T21:59:59.000Z' },
  'report.visibility-set': { visibility: 'private' },
  'report.text-moderated': {
    revision: 0,
    restored: false,
    searchTokens: ['hmac-of-word'],
    sealedText: 'sealed-wording',
  },
  'report.text-redacted': { reason: 'request' },
  'report.reporter-erased': { reason: 'request' },
} satisfies { readonly [Type in ReportEventType]: Required<EventData[Type]> };

/** The sample of a type, with what matters to the test in place of what the sample says. */
export function sampleEvent<Type extends ReportEventType>(
  type: Type,
  data: Partial<EventData[Type]> = {},
): DomainEvent<Type, EventData[Type]> {
  const samples: EventData = SAMPLE_EVENTS;
  return { type, data: { ...samples[type], ...data } };
}
