import { HINTS, SUBJECTS, type FeedPage, type ReportPublicEvent } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { anyone, notifications, RunningReports } from '../testing/running-reports';

type Page = FeedPage<ReportPublicEvent>;

describe('the feed of public events', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const page = (limit: number, checkpoint?: Page['checkpoint']): Promise<Page> =>
    reports.value(SUBJECTS.reportFeed, { limit, ...(checkpoint ? { checkpoint } : {}) }, notifications);

  async function everything(limit: number): Promise<ReportPublicEvent[]> {
    const events: ReportPublicEvent[] = [];
    for (let answer = await page(limit); ; answer = await page(limit, answer.checkpoint)) {
      events.push(...answer.events);
      if (answer.atEnd) return events;
    }
  }

  it('is empty and at its end while nothing happened', async () => {
    expect(await page(10)).toMatchObject({ events: [], atEnd: true });
  });

  it('tells each event once and in order, however small the pages are, and only what is for others', async () => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.addNote, code, { note: 'Solo per noi' });
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    await reports.command(SUBJECTS.prioritiseReport, code, { priority: 'high' });
    await reports.command(SUBJECTS.addNote, code, { note: 'Per tutti', public: true });
    await reports.command(SUBJECTS.requestInformation, code, { question: 'Dove?' });
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'green' });
    await reports.command(SUBJECTS.rejectReport, code, { reason: 'No' });
    await reports.command(SUBJECTS.reopenReport, code, { reason: 'Sì' });
    const events = await everything(1000);
    expect(await everything(1)).toEqual(events);
    expect(events.map(({ type, revision }) => [type, revision])).toEqual([
      ['report.submitted', 0],
      ['report.assigned', 2],
      ['report.public-note-added', 4],
      ['report.information-requested', 5],
      ['report.assigned', 6],
      ['report.rejected', 7],
      ['report.reopened', 8],
    ]);
    const statuses = events.map(({ data }) => ('status' in data ? data.status : undefined));
    expect(statuses).toEqual([
      undefined,
      'assigned',
      undefined,
      undefined,
      'waiting_for_reporter',
      undefined,
      'assigned',
    ]);
    expect(JSON.stringify(events)).not.toMatch(/contactHmacs|searchTokens|Quagliarulo/);
  });

  it('cuts a page by its weight, below the limit of the bus', async () => {
    const description = 'è'.repeat(4900);
    const answers = { size: 'small' };
    await Promise.all(Array.from({ length: 60 }, () => reports.submit({ description, answers })));
    const answer = await page(1000);
    expect(answer.atEnd).toBe(false);
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(420 * 1024);
    expect((await everything(1000)).length).toBeGreaterThan(60);
  });

  it('does not go on from a checkpoint of another log, or of a part of this one that is no more', async () => {
    const { checkpoint } = await page(3);
    const refused = (changed: object): Promise<string> =>
      reports.refusal(SUBJECTS.reportFeed, { limit: 3, checkpoint: { ...checkpoint, ...changed } }, notifications);
    expect(await refused({})).toBe('none');
    expect(await refused({ logId: 'another' })).toBe('LOG_DIVERGED');
    const { lastEvent } = checkpoint;
    expect(await refused({ lastEvent: { ...lastEvent, eventId: '6f1c1f0a-7c0e-4e0e-9d0a-000000000009' } })).toBe(
      'LOG_DIVERGED',
    );
    expect(await refused({ lastEvent: { ...lastEvent, revision: 4000 } })).toBe('LOG_DIVERGED');
    expect(await refused({ lastEvent: { ...lastEvent, stream: 'nothing like a stream' } })).toBe('LOG_DIVERGED');
  });

  it('hints that it grew, and that a page shows something new', async () => {
    const heard: unknown[] = [];
    let grew = 0;
    const stops = [
      reports.onHint(HINTS.reportFeedGrew, () => (grew += 1)),
      reports.onHint(HINTS.reportViewAdvanced, (payload) => heard.push(payload)),
    ];
    const { code } = await reports.submit({}, anyone);
    const hint = { municipalityId: 'borgo-prova', code, revision: 0 };
    await eventually(() => grew > 0 && heard.some((payload) => JSON.stringify(payload) === JSON.stringify(hint)));
    stops.forEach((stop) => stop());
    expect(heard).toContainEqual(hint);
  });
});
