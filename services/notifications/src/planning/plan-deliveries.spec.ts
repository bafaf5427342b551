import type { ReportPublicEvent, ReportPublicEvents, ReportPublicEventType } from '@sportello/contracts';
import { codeNumber, EventLog, NOON, sealed } from '../testing/events';
import { planDeliveries, type Recipient } from './plan-deliveries';

const OWN = codeNumber(1);
const NOW = Date.parse(NOON) + 60_000;
const HOUR = 3_600_000;
const reporter: Recipient = { code: OWN, type: 'issue', language: 'it', sealedReporter: sealed('contact') };
const follower: Recipient = { ...reporter, code: codeNumber(2), type: 'complaint', language: 'en' };

function event<Type extends ReportPublicEventType>(
  type: Type,
  data: ReportPublicEvents[Type],
  extra = {},
): ReportPublicEvent {
  return new EventLog().add(type, OWN, data, extra);
}

const text = sealed('what somebody wrote');
const assignment = { status: 'assigned', department: 'roads', dueBy: NOON } as const;

describe('what an event means for the reporter', () => {
  it.each<[ReportPublicEvent, string, object]>([
    [new EventLog().submitted(OWN, { dueBy: NOON }), 'submitted', { dueBy: NOON }],
    [
      event('report.assigned', { ...assignment, firstTime: true, departmentChanged: true }),
      'assigned',
      { department: 'roads', dueBy: NOON, firstTime: true },
    ],
    [
      event('report.assigned', { ...assignment, firstTime: false, departmentChanged: true }),
      'assigned',
      { department: 'roads', dueBy: NOON, firstTime: false },
    ],
    [event('report.work-started', { sealedText: text }), 'work-started', {}],
    [event('report.information-requested', { sealedText: text }), 'information-requested', {}],
    [event('report.information-request-cancelled', { sealedText: text }), 'information-request-cancelled', {}],
    [event('report.resolved', { outcome: 'fixed', sealedText: text }), 'resolved', { outcome: 'fixed' }],
    [event('report.rejected', { sealedText: text }), 'rejected', {}],
    [event('report.withdrawn', {}), 'withdrawn', {}],
    [event('report.marked-duplicate', { of: codeNumber(3) }), 'marked-duplicate', { of: codeNumber(3) }],
    [event('report.reopened', { status: 'assigned', sealedText: text }), 'reopened', {}],
    [event('report.public-note-added', { sealedText: text }), 'note-added', {}],
  ])('$type is one mail', (happened, template, parameters) => {
    expect(planDeliveries(happened, reporter, NOW)).toEqual([
      expect.objectContaining({
        municipalityId: happened.municipalityId,
        eventId: happened.eventId,
        recipient: OWN,
        channel: 'email',
        code: OWN,
        template,
        parameters: { ...parameters, type: 'issue' },
        sealedReporter: reporter.sealedReporter,
      }),
    ]);
  });

  it.each<[ReportPublicEvent]>([
    [event('report.assigned', { ...assignment, firstTime: false, departmentChanged: false })],
    [event('report.information-provided', { sealedText: text })],
    [event('report.visibility-set', { visibility: 'private' })],
    [event('report.text-redacted', {})],
    [event('report.reporter-erased', {})],
  ])('$type is no mail', (happened) => {
    expect(planDeliveries(happened, reporter, NOW)).toEqual([]);
  });

  it('passes over a type that it does not know yet', () => {
    const later: object = { ...event('report.withdrawn', {}), type: 'report.sung-about' };
    expect(planDeliveries(later as ReportPublicEvent, reporter, NOW)).toEqual([]);
  });

  it('passes on what was written for the reporter, not what offices wrote to each other', () => {
    const written = [
      event('report.information-requested', { sealedText: text }),
      event('report.resolved', { outcome: 'fixed', sealedText: text }),
      event('report.rejected', { sealedText: text }),
      event('report.reopened', { status: 'assigned', sealedText: text }),
      event('report.public-note-added', { sealedText: text }),
    ];
    const internal = [
      event('report.assigned', { ...assignment, firstTime: true, departmentChanged: true, sealedText: text }),
      event('report.work-started', { sealedText: text }),
      event('report.information-request-cancelled', { sealedText: text }),
      event('report.marked-duplicate', { of: codeNumber(3), sealedText: text }),
    ];
    const texts = (events: ReportPublicEvent[]) =>
      events.map((one) => planDeliveries(one, reporter, NOW)[0]?.sealedText);
    expect(texts(written)).toEqual(written.map(() => text));
    expect(texts(internal)).toEqual(internal.map(() => undefined));
  });
});

describe('what an event means for the reporter of a duplicate', () => {
  it('is told of the steps, with official answers, in the own language', () => {
    expect(planDeliveries(event('report.resolved', { outcome: 'fixed', sealedText: text }), follower, NOW)).toEqual([
      expect.objectContaining({
        recipient: follower.code,
        code: OWN,
        language: 'en',
        parameters: { outcome: 'fixed', type: 'complaint' },
        sealedText: text,
      }),
    ]);
  });

  it('is neither asked questions that were put to another, nor shown why another reopened', () => {
    expect(planDeliveries(event('report.information-requested', { sealedText: text }), follower, NOW)).toEqual([]);
    expect(planDeliveries(event('report.information-request-cancelled', {}), follower, NOW)).toEqual([]);
    expect(planDeliveries(event('report.reopened', { status: 'assigned', sealedText: text }), follower, NOW)).toEqual([
      expect.not.objectContaining({ sealedText: expect.anything() }),
    ]);
  });
});

describe('what is suppressed', () => {
  const happened = (occurredAt: string, imported = false): ReportPublicEvent =>
    event('report.resolved', { outcome: 'fixed', sealedText: text }, { occurredAt, imported });
  const ago = (ms: number): string => new Date(NOW - ms).toISOString();

  it('is what was imported, however new', () => {
    expect(planDeliveries(happened(ago(0), true), reporter, NOW)[0]?.suppressed).toBe('imported');
  });

  it('is what happened more than 72 hours before it was first seen', () => {
    expect(planDeliveries(happened(ago(72 * HOUR + 1)), reporter, NOW)[0]?.suppressed).toBe('too-old');
    expect(planDeliveries(happened(ago(72 * HOUR)), reporter, NOW)[0]?.suppressed).toBeUndefined();
  });

  it('is what had been recorded when the log was restored from a backup: a restore sends nothing', () => {
    const { recordedAt } = happened(ago(0));
    const restored = (ms: number): unknown =>
      planDeliveries(happened(ago(0)), reporter, NOW, Date.parse(recordedAt) + ms)[0]?.suppressed;
    expect([restored(-1), restored(0), restored(HOUR)]).toEqual([undefined, 'restored', 'restored']);
  });

  it('keeps no ciphertext that nobody will open', () => {
    const [planned] = planDeliveries(happened(ago(100 * HOUR)), reporter, NOW);
    expect(planned).not.toHaveProperty('sealedReporter');
    expect(planned).not.toHaveProperty('sealedText');
  });
});
