import { randomUUID } from 'node:crypto';
import {
  reportCode,
  type ReportPublicEvent,
  type ReportPublicEvents,
  type ReportPublicEventType,
} from '@sportello/contracts';

export const NOON = '2025-11-20T12:00:00.000Z';
export const MUNICIPALITY = 'borgo-esempio';

/** A valid report code for each number below 65,536. */
export function codeNumber(number: number): string {
  return reportCode(Buffer.from([number >> 8, number & 255, 7, 7, 7, 7, 7]));
}

/** Texts no table may show. */
export const sealed = (text: string): string => `sealed.${Buffer.from(text).toString('base64url')}`;

/** Events in feed order, with positions and revisions as the owner gives them. */
export class EventLog {
  readonly events: ReportPublicEvent[] = [];
  private readonly revisions = new Map<string, number>();

  constructor(
    private readonly at: () => string = () => NOON,
    private readonly municipalityId = MUNICIPALITY,
  ) {}

  add<Type extends ReportPublicEventType>(
    type: Type,
    code: string,
    data: ReportPublicEvents[Type],
    extra: { readonly imported?: boolean; readonly occurredAt?: string } = {},
  ): ReportPublicEvent {
    const revision = (this.revisions.get(code) ?? -1) + 1;
    this.revisions.set(code, revision);
    const occurredAt = extra.occurredAt ?? this.at();
    const event = {
      eventId: randomUUID(),
      position: String(this.events.length + 1).padStart(20, '0'),
      type,
      municipalityId: this.municipalityId,
      code,
      revision,
      occurredAt,
      recordedAt: this.at(),
      imported: extra.imported ?? false,
      data,
    } as ReportPublicEvent;
    this.events.push(event);
    return event;
  }

  submitted(code: string, data: Partial<ReportPublicEvents['report.submitted']> = {}): ReportPublicEvent {
    return this.add('report.submitted', code, {
      type: 'issue',
      category: 'roads',
      channel: 'web',
      visibility: 'public',
      dueBy: '2025-12-20T22:59:59.000Z',
      language: 'it',
      sealedReporter: sealed(`reporter of ${code}`),
      sealedText: sealed(`text of ${code}`),
      ...data,
    });
  }

  assigned(code: string, data: Partial<ReportPublicEvents['report.assigned']> = {}): ReportPublicEvent {
    return this.add('report.assigned', code, {
      status: 'assigned',
      department: 'roads',
      dueBy: '2025-12-20T22:59:59.000Z',
      firstTime: true,
      departmentChanged: true,
      ...data,
    });
  }
}
