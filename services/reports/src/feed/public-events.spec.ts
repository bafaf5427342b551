import type { ReportEvent } from '../domain/report';
import { assigned, CODE, facts, march, submitted } from '../testing/facts';
import { needsItsPast, publicEvent, statusAfter } from './public-events';

const one = (event: ReportEvent): ReturnType<typeof publicEvent> => facts(event).map((fact) => publicEvent(fact))[0];

describe('what the other services are told', () => {
  it('is the submission with its ciphertexts, and without what is for look-ups', () => {
    expect(one(submitted)).toEqual({
      eventId: '00000000-0000-5000-8000-000000000000',
      position: '1',
      type: 'report.submitted',
      municipalityId: 'borgo-prova',
      code: CODE,
      revision: 0,
      occurredAt: march(1),
      recordedAt: march(1),
      imported: false,
      data: {
        type: 'issue',
        category: 'potholes',
        channel: 'web',
        visibility: 'public',
        dueBy: march(16),
        language: 'it',
        sealedText: 'sealed-submission',
        sealedReporter: 'sealed-reporter',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  it('is a note only when it is public, under its own name', () => {
    expect(one({ type: 'report.note-added', data: { public: false, sealedText: 'note' } })).toBeUndefined();
    expect(one({ type: 'report.note-added', data: { public: true, sealedText: 'note' } })).toMatchObject({
      type: 'report.public-note-added',
      data: { sealedText: 'note' },
    });
  });

  it.each<[ReportEvent]>([
    [{ type: 'report.rated', data: { rating: 1, sealedText: 'comment' } }],
    [{ type: 'report.prioritised', data: { priority: 'high' } }],
    [{ type: 'report.deadline-changed', data: { dueBy: march(9) } }],
    [{ type: 'report.deadline-recomputed', data: { dueBy: march(9), rulesVersion: 'v2' } }],
    [{ type: 'report.deadline-reminded', data: { dueBy: march(9) } }],
    [{ type: 'report.escalated', data: { dueBy: march(9) } }],
    [{ type: 'report.relocated', data: { sealedText: 'address' } }],
    [{ type: 'report.file-attached', data: { attachment: 'a1' } }],
    [{ type: 'report.text-moderated', data: { revision: 0, restored: false, sealedText: 'wording' } }],
  ])('is nothing of $type', (event) => {
    expect(one(event)).toBeUndefined();
  });

  it.each<[ReportEvent, object]>([
    [{ type: 'report.work-started', data: { sealedText: 'note' } }, {}],
    [{ type: 'report.information-requested', data: { sealedText: 'question' } }, { sealedText: 'question' }],
    [{ type: 'report.information-request-cancelled', data: { dueBy: march(9) } }, {}],
    [
      { type: 'report.information-provided', data: { dueBy: march(9), sealedText: 'answer' } },
      { sealedText: 'answer' },
    ],
    [{ type: 'report.resolved', data: { outcome: 'fixed' } }, { outcome: 'fixed' }],
    [{ type: 'report.rejected', data: { sealedText: 'reason' } }, { sealedText: 'reason' }],
    [{ type: 'report.withdrawn', data: {} }, {}],
    [{ type: 'report.marked-duplicate', data: { of: CODE, sealedText: 'note' } }, { of: CODE }],
    [{ type: 'report.visibility-set', data: { visibility: 'private' } }, { visibility: 'private' }],
    [{ type: 'report.text-redacted', data: { reason: 'request' } }, { reason: 'request' }],
    [{ type: 'report.reporter-erased', data: { reason: 'retention' } }, { reason: 'retention' }],
  ])('of $type is what others need and no more', (event, data) => {
    expect(one(event)).toMatchObject({ type: event.type });
    expect(one(event)?.data).toEqual(data);
  });

  it('knows the status after a hand-over or a reopening from what came before', () => {
    const history = facts(
      submitted,
      assigned(),
      { type: 'report.information-requested', data: {} },
      assigned({ department: 'green', firstTime: false }),
      { type: 'report.rejected', data: {} },
      { type: 'report.reopened', data: { dueBy: march(30) } },
    );
    expect(history.map(needsItsPast)).toEqual([false, false, false, true, false, true]);
    expect(statusAfter(history.slice(0, 4))).toBe('waiting_for_reporter');
    expect(statusAfter(history)).toBe('assigned');
  });
});
