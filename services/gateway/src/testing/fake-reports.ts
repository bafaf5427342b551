import {
  DEFAULT_PAGE_SIZE,
  ExportQuery,
  OpenDataStatisticsQuery,
  type ExportedReport,
  type ExportPage,
  type OpenDataStatistics,
  type OpenReport,
  AddNote,
  AttachFile,
  ByContact,
  FeedQuery,
  OpenFile,
  SealFileKeys,
  type FeedPage,
  type OpenedFile,
  type SealedFileKeys,
  commandOn,
  MyReportsQuery,
  Nothing,
  PersonalDataReadsQuery,
  PublicReportsQuery,
  CorrectReport,
  ReportExportQuery,
  ReportHistoryQuery,
  ReportPageQuery,
  ReportReceiptQuery,
  ResolveReport,
  SimilarReportsQuery,
  rolesFor,
  StatisticsQuery,
  SUBJECTS,
  SubmitReportMessage,
  WithNote,
  WorkQueueQuery,
  HealthQuery,
  AssignReport,
  type Actor,
  type CommandReply,
  type HistoryEntry,
  type ListPage,
  type MyReport,
  type MyReportsPage,
  type PersonalDataReadsPage,
  type PublicReport,
  type RefusalCode,
  type ReportCommandMessage,
  type ReportExportPage,
  type ReportPage,
  type ReportsOfContact,
  type ReportReceipt,
  type ReportStatus,
  type ServiceHealth,
  type SimilarReport,
  type Statistics,
  type SubmitReply,
  type TimelineStep,
  type WorkQueuePage,
} from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, Refused, type RequestMetadata } from '@sportello/messaging';

import { FakeReportsState, type HeldReport } from './fake-reports-state';

const AT = '2026-03-02T09:00:00.000Z';
/** The one link to somebody's reports that is known. */
export const MY_REPORTS_LINK_TOKEN = 'head.claims.signature';

/** Answers as the reports service does, with so few rules as the door's tests need: one report is a page, a token and the commands it has handled. */
@BusController()
export class FakeReports {
  constructor(private readonly state: FakeReportsState) {}

  @Answers(SUBJECTS.submitReport)
  submit(
    @Message() message: SubmitReportMessage,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): SubmitReply {
    this.state.hear(SUBJECTS.submitReport, message, actor, metadata);
    const { code, body, channel } = message;
    if (body.category === 'unheard-of') throw refused('UNKNOWN_CATEGORY');
    if ((body.location?.lat ?? 41) > 42) throw refused('OUTSIDE_MUNICIPALITY');
    if (this.state.erased.has(code)) throw refused('REPORT_ALREADY_SUBMITTED');
    const held = this.state.reports.get(code);
    if (held !== undefined) assertSameBody(held, metadata);
    const page: ReportPage = held?.page ?? {
      code,
      type: body.type,
      category: body.category,
      status: 'submitted',
      channel,
      visibility: body.private === true ? 'private' : 'public',
      submittedAt: AT,
      dueBy: '2026-03-30T16:00:00.000Z',
      attachments: body.attachments ?? [],
      subject: body.subject,
      description: body.description,
      ...(body.location === undefined ? {} : { location: body.location }),
      redacted: false,
      timeline: [{ status: 'submitted', step: 'submitted', at: AT }],
      revision: 0,
    };
    const token = held?.token ?? `token-of-${code}`;
    if (held === undefined)
      this.state.reports.set(code, { page, token, handled: new Map([[metadata.commandId ?? '', metadata.bodyHmac]]) });
    return {
      code,
      status: page.status,
      revision: page.revision,
      submittedAt: AT,
      dueBy: page.dueBy,
      trackingToken: token,
      digest: digestOf(code),
    };
  }

  @Answers(SUBJECTS.assignReport)
  assign(
    @Message(commandOn(AssignReport)) message: ReportCommandMessage<AssignReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): CommandReply {
    this.state.hear(SUBJECTS.assignReport, message, actor, metadata);
    return this.step(message, metadata, {
      status: 'assigned',
      step: 'assigned',
      at: AT,
      department: message.body.departmentId,
    });
  }

  @Answers(SUBJECTS.startWork)
  start(
    @Message(commandOn(WithNote)) message: ReportCommandMessage<WithNote>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): CommandReply {
    this.state.hear(SUBJECTS.startWork, message, actor, metadata);
    return this.step(
      message,
      metadata,
      { status: 'in_progress', step: 'started', at: AT },
      { from: 'assigned', otherwise: 'REPORT_NOT_ASSIGNED' },
    );
  }

  @Answers(SUBJECTS.resolveReport)
  resolve(
    @Message(commandOn(ResolveReport)) message: ReportCommandMessage<ResolveReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): CommandReply {
    this.state.hear(SUBJECTS.resolveReport, message, actor, metadata);
    return this.step(message, metadata, {
      status: 'resolved',
      step: 'resolved',
      at: AT,
      outcome: message.body.outcome,
    });
  }

  @Answers(SUBJECTS.addNote)
  note(
    @Message(commandOn(AddNote)) message: ReportCommandMessage<AddNote>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): CommandReply {
    this.state.hear(SUBJECTS.addNote, message, actor, metadata);
    return this.step(message, metadata, undefined);
  }

  @Answers(SUBJECTS.eraseReporter)
  erase(
    @Message(commandOn(Nothing)) message: ReportCommandMessage<Nothing>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): CommandReply {
    this.state.hear(SUBJECTS.eraseReporter, message, actor, metadata);
    if (actor.kind !== 'staff' && message.reportToken !== this.held(message.code).token) throw refused('NOT_ALLOWED');
    return this.step(message, metadata, undefined);
  }

  @Answers(SUBJECTS.reportsOfContact, { roles: rolesFor('reportsOfContact') })
  ofContact(@Message() { before }: ByContact): ReportsOfContact {
    const { ofContact } = this.state;
    return { reports: ofContact.slice(ofContact.findIndex(({ code }) => code === before) + 1), more: false };
  }

  /** Those that were submitted, for one link. */
  @Answers(SUBJECTS.myReports)
  myReports(@Message() query: MyReportsQuery, @From() actor: Actor, @Meta() metadata: RequestMetadata): MyReportsPage {
    this.state.hear(SUBJECTS.myReports, query, actor, metadata);
    if (query.token !== MY_REPORTS_LINK_TOKEN) throw refused('LINK_EXPIRED');
    const items = [...this.state.reports.values()].map(({ page, token }): MyReport => {
      const { code, type, category, status, submittedAt, dueBy, subject } = page;
      const own = { code, type, category, status, submittedAt, dueBy, trackingToken: token };
      return subject === undefined ? own : { ...own, subject };
    });
    return { items, page: 1, pageSize: 20, total: items.length, atLeast: false, next: 'further.on' };
  }

  @Answers(SUBJECTS.reportExport)
  export(@Message() { code, from, reportToken }: ReportExportQuery, @From() actor: Actor): ReportExportPage {
    if (actor.kind !== 'staff' && reportToken !== this.held(code).token) throw refused('NOT_ALLOWED');
    return this.state.exportPages[from] ?? { events: [] };
  }

  @Answers(SUBJECTS.attachFile)
  attach(
    @Message(commandOn(AttachFile)) message: ReportCommandMessage<AttachFile>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): CommandReply {
    this.state.hear(SUBJECTS.attachFile, message, actor, metadata);
    const held = this.held(message.code);
    if (actor.kind !== 'staff' && message.reportToken !== held.token) throw refused('NOT_ALLOWED');
    const reply = this.step(message, metadata, undefined);
    held.page = { ...held.page, attachments: [...held.page.attachments, message.body.attachment] };
    return reply;
  }

  @Answers(SUBJECTS.sealFileKeys, { from: ['gateway'] })
  sealFileKeys(@Message() { code, files }: SealFileKeys): SealedFileKeys {
    const held = this.held(code);
    if (this.state.failure !== undefined) throw this.state.failure;
    if (this.state.erased.has(code)) throw refused('REPORT_FILES_ERASED');
    if (!files.every(({ id }) => held.page.attachments.includes(id))) throw refused('ATTACHMENT_NOT_FOUND');
    return { sealed: files.map(({ key }) => `sealed-${key}`) };
  }

  @Answers(SUBJECTS.openFile, { from: ['gateway'] })
  openFile(@Message() { code, attachment, reportToken, sealedKey }: OpenFile, @From() actor: Actor): OpenedFile {
    const held = this.held(code);
    const shown = held.page.visibility === 'public' && held.page.status !== 'submitted';
    if (!shown && actor.kind !== 'staff' && reportToken !== held.token) throw refused('ATTACHMENT_NOT_FOUND');
    if (!held.page.attachments.includes(attachment) || this.state.erased.has(code))
      throw refused('ATTACHMENT_NOT_FOUND');
    return sealedKey === undefined ? {} : { key: sealedKey.replace('sealed-', '') };
  }

  @Answers(SUBJECTS.erasureFeed, { from: ['gateway'] })
  erasures(@Message() { checkpoint }: FeedQuery): FeedPage {
    const from = Number(checkpoint?.position ?? 0);
    const { erasures } = this.state;
    return {
      events: erasures.slice(from),
      checkpoint: { logId: 'log', position: String(erasures.length) },
      atEnd: true,
    };
  }

  @Answers(SUBJECTS.correctReport)
  correct(
    @Message(commandOn(CorrectReport)) message: ReportCommandMessage<CorrectReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): CommandReply {
    this.state.hear(SUBJECTS.correctReport, message, actor, metadata);
    if ((message.body.location?.lat ?? 41) > 42) throw refused('OUTSIDE_MUNICIPALITY');
    return this.step(message, metadata, undefined);
  }

  @Answers(SUBJECTS.reportPage)
  page(@Message() query: ReportPageQuery, @From() actor: Actor, @Meta() metadata: RequestMetadata): ReportPage {
    this.state.hear(SUBJECTS.reportPage, query, actor, metadata);
    const held = this.held(query.code);
    const shown = held.page.visibility === 'public' && held.page.status !== 'submitted';
    if (shown || actor.kind === 'staff' || query.reportToken === held.token) return held.page;
    const { subject: _subject, description: _description, location: _location, ...skeleton } = held.page;
    return { ...skeleton, attachments: [] };
  }

  @Answers(SUBJECTS.reportReceipt)
  receipt(
    @Message() query: ReportReceiptQuery,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): ReportReceipt {
    this.state.hear(SUBJECTS.reportReceipt, query, actor, metadata);
    const held = this.held(query.code);
    if (actor.kind !== 'staff' && query.reportToken !== held.token) throw refused('REPORT_NOT_FOUND');
    const event = { stream: `report-borgo_${query.code}`, revision: 0, eventId: query.code, type: 'report.submitted' };
    return {
      format: 'sportello-receipt/1',
      event: { ...event, data: '{}', metadata: '{}' },
      digest: digestOf(query.code),
    };
  }

  @Answers(SUBJECTS.publicReports)
  list(
    @Message() query: PublicReportsQuery,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): ListPage<PublicReport> {
    this.state.hear(SUBJECTS.publicReports, query, actor, metadata);
    return paged(
      [...this.state.reports.values()].map(({ page }) => page),
      query,
    );
  }

  @Answers(SUBJECTS.similarReports)
  similar(@Message() { category }: SimilarReportsQuery): readonly SimilarReport[] {
    const alike = [...this.state.reports.values()].filter(({ page }) => page.category === category);
    return alike.slice(-5).map(({ page }) => ({ ...page, score: 0.9, metres: 12 }));
  }

  @Answers(SUBJECTS.personalDataReads, { roles: rolesFor('personalDataReads') })
  reads(
    @Message() query: PersonalDataReadsQuery,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): PersonalDataReadsPage {
    this.state.hear(SUBJECTS.personalDataReads, query, actor, metadata);
    const { reads } = this.state;
    return { items: reads, page: 1, pageSize: 20, total: reads.length, atLeast: false, next: 'further.on' };
  }

  @Answers(SUBJECTS.workQueue, { roles: rolesFor('workQueue') })
  workQueue(@Message() query: WorkQueueQuery, @From() actor: Actor, @Meta() metadata: RequestMetadata): WorkQueuePage {
    this.state.hear(SUBJECTS.workQueue, query, actor, metadata);
    const items = [...this.state.reports.values()].map(({ page }) => ({
      ...page,
      priority: 'normal' as const,
      overdue: false,
      reminded: true,
      escalated: false,
      department: page.department ?? 'roads',
    }));
    const found = paged(items, query);
    const total = items.length;
    const counts = {
      overdue: 0,
      statuses: [{ status: 'submitted' as const, total }],
      departments: [{ department: 'roads', total, overdue: 0 }],
    };
    return {
      ...found,
      atLeast: false,
      ...(query.counts === 'true' ? { counts } : {}),
      ...(found.page * found.pageSize < found.total ? { next: 'behind-this' } : {}),
    };
  }

  @Answers(SUBJECTS.reportHistory, { roles: rolesFor('reportHistory') })
  history(
    @Message() query: ReportHistoryQuery,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): readonly HistoryEntry[] {
    this.state.hear(SUBJECTS.reportHistory, query, actor, metadata);
    const by = actor.kind === 'staff' ? { kind: 'staff', id: actor.id } : { kind: 'anonymous' };
    return [
      {
        revision: 0,
        type: 'report.submitted',
        at: AT,
        recordedAt: AT,
        actor: by,
        data: { subject: this.held(query.code).page.subject },
      },
    ];
  }

  @Answers(SUBJECTS.statistics, { roles: rolesFor('statistics') })
  statistics(@Message() query: StatisticsQuery, @From() actor: Actor, @Meta() metadata: RequestMetadata): Statistics {
    this.state.hear(SUBJECTS.statistics, query, actor, metadata);
    const { by = 'category', from = AT, to = AT } = query;
    const figures = { total: 1, charged: 0, resolved: 0 };
    return { by, from, to, all: figures, parts: [figures, { part: 'potholes', ...figures }], resolvedInLastYear: 0 };
  }

  @Answers(SUBJECTS.exportReports, { roles: rolesFor('exportReports') })
  office(@Message() query: ExportQuery): ExportPage<ExportedReport> {
    if (this.state.failure !== undefined && query.after !== undefined) throw this.state.failure;
    const items = this.exported().map((report) => ({ ...report, department: '=1+1' }));
    return query.after === undefined
      ? { items, next: { submittedAt: AT, code: items.at(-1)?.code ?? '' }, version: 'first' }
      : { items: items.slice(0, 1), version: 'first' };
  }

  @Answers(SUBJECTS.openData)
  everybody(): ExportPage<OpenReport> {
    const items = this.exported().map(({ type, category, status, department, lat, lon }) => ({
      type,
      category,
      status,
      department,
      submittedOn: '2026-03-02',
      ...(lat === undefined || lon === undefined ? {} : { lat, lon }),
    }));
    return { items, version: 'first' };
  }

  @Answers(SUBJECTS.openDataStatistics)
  openFigures(@Message() query: OpenDataStatisticsQuery): OpenDataStatistics {
    const { by = 'category', from = AT, to = AT } = query;
    const figures = { total: 1, charged: 0, resolved: 0 };
    const parts = [{ part: 'potholes', ...figures }];
    return { by, from, to, all: figures, parts, resolvedInLastYear: 0, version: 'first' };
  }

  private exported(): readonly ExportedReport[] {
    return [...this.state.reports.values()].map(({ page }) => {
      const { code, type, category, status, channel, visibility, submittedAt, dueBy, location } = page;
      const { lat, lon } = location ?? {};
      const place = lat === undefined || lon === undefined ? {} : { lat, lon };
      return { code, type, category, status, channel, visibility, submittedAt, dueBy, department: 'roads', ...place };
    });
  }

  @Answers(SUBJECTS.reportsHealth)
  health(@Message() _query: HealthQuery): ServiceHealth {
    if (this.state.failure !== undefined) throw this.state.failure;
    return { service: 'reports', ready: true, parts: [] };
  }

  private held(code: string): HeldReport {
    const held = this.state.reports.get(code);
    if (held === undefined) throw refused('REPORT_NOT_FOUND');
    return held;
  }

  private step(
    message: ReportCommandMessage<object>,
    metadata: RequestMetadata,
    step: TimelineStep | undefined,
    rule?: { readonly from: ReportStatus; readonly otherwise: RefusalCode },
  ): CommandReply {
    const held = this.held(message.code);
    const { page } = held;
    if (held.handled.has(metadata.commandId ?? '')) assertSameBody(held, metadata);
    else {
      if (message.expectedRevision !== undefined && message.expectedRevision !== page.revision)
        throw refused('STALE_REVISION');
      if (rule !== undefined && page.status !== rule.from) throw refused(rule.otherwise);
      held.handled.set(metadata.commandId ?? '', metadata.bodyHmac);
      const timeline = step === undefined ? page.timeline : [...page.timeline, step];
      const department = step?.department ?? page.department;
      held.page = {
        ...page,
        status: step?.status ?? page.status,
        timeline,
        revision: page.revision + 1,
        ...(department === undefined ? {} : { department }),
      };
    }
    return { code: message.code, status: held.page.status, revision: held.page.revision };
  }
}

function assertSameBody(held: HeldReport, { commandId = '', bodyHmac }: RequestMetadata): void {
  if (!held.handled.has(commandId)) throw refused('REPORT_ALREADY_SUBMITTED');
  if (held.handled.get(commandId) !== bodyHmac) throw refused('IDEMPOTENCY_KEY_REUSED');
}

function paged<Item>(
  items: readonly Item[],
  { page = 1, pageSize = DEFAULT_PAGE_SIZE }: { readonly page?: number; readonly pageSize?: number },
): ListPage<Item> {
  return { items: items.slice((page - 1) * pageSize, page * pageSize), page, pageSize, total: items.length };
}

function refused(code: RefusalCode): Refused {
  return new Refused({ code });
}

/** A digest that looks like one. */
export function digestOf(code: string): string {
  return Buffer.from(code).toString('hex').padEnd(64, '0').slice(0, 64);
}
