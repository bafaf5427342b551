import {
  SUBJECTS,
  type Actor,
  type FeedPage,
  type HistoryEntry,
  type ReportPublicEvent,
  type Unsealed,
} from '@sportello/contracts';
import {
  anyone,
  green,
  MUNICIPALITY,
  notifications,
  operator,
  roads,
  RunningReports,
} from '../../testing/running-reports';

/** Words that stand nowhere but in these notes. */
const INTERNAL = 'Zibibbo';
const PUBLIC = 'Marzapane';
const PLACE = { lat: 41.5, lon: 13.5 };

describe('A note', () => {
  let reports: RunningReports;
  let shown: { readonly code: string; readonly trackingToken: string };
  let hidden: typeof shown;
  beforeAll(async () => {
    reports = await RunningReports.open();
    const noted = async (body: object): Promise<typeof shown> => {
      const { code, trackingToken } = await reports.submit(body);
      await reports.command(SUBJECTS.addNote, code, { note: `${INTERNAL} prima` });
      await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
      await reports.command(SUBJECTS.addNote, code, { note: `${INTERNAL} fra noi`, public: false }, roads);
      await reports.command(SUBJECTS.addNote, code, { note: `${PUBLIC} per tutti`, public: true }, roads);
      await reports.shows(code);
      return { code, trackingToken };
    };
    shown = await noted({});
    hidden = await noted({ private: true });
    // Statistics are of what came before now.
    reports.now = '2026-03-03T09:00:00.000Z';
  });
  afterAll(() => reports.close());

  /** All that one of these ways answers, in one text, and the refusal where it refuses. */
  const told = async (subject: string, payload: object, by: Actor): Promise<string> =>
    JSON.stringify(await reports.ask(subject, payload, by));
  /** What an answer about these reports holds, so that none passes for it that is empty or refused. */
  const OF_SHOWN = (): string => shown.code;
  const OF_HIDDEN = (): string => hidden.code;
  /** Open data names no report: by the day on which this one came. */
  const OF_ONE = (): string => '"submittedOn":"2026-03-02"';
  const page = ({ code }: typeof shown, by: Actor, more: object = {}): Promise<string> =>
    told(SUBJECTS.reportPage, { code, ...more }, by);

  const held = ({ code, trackingToken: reportToken }: typeof shown): Promise<string> =>
    told(SUBJECTS.reportExport, { code, reportToken, from: 0 }, anyone);

  /** What the notifications service is told of a report and may open, each text of it opened. */
  async function opened({ code }: typeof shown): Promise<string> {
    const { events, atEnd } = await reports.value<FeedPage<ReportPublicEvent>>(
      SUBJECTS.reportFeed,
      { limit: 1000 },
      notifications,
    );
    expect(atEnd).toBe(true);
    const ours = events.filter((event) => event.code === code);
    const sealedTexts = ours.flatMap(({ data }) =>
      'sealedText' in data && data.sealedText !== undefined ? [data.sealedText] : [],
    );
    const items = [{ municipalityId: MUNICIPALITY, code, sealedTexts }];
    const [texts] = await reports.value<readonly Unsealed[]>(SUBJECTS.unseal, { items }, notifications);
    expect(texts?.texts).toHaveLength(sealedTexts.length);
    expect(sealedTexts.length).toBeGreaterThan(0);
    return JSON.stringify([ours, texts]);
  }

  describe('of the office for the office', () => {
    it.each<[string, () => string, () => Promise<string>]>([
      ['the public page', OF_SHOWN, () => page(shown, anyone)],
      ['the page as it stood', OF_SHOWN, () => page(shown, anyone, { asOf: reports.now })],
      ['the page of another department', OF_SHOWN, () => page(shown, green)],
      ['the page of the reporter', OF_SHOWN, () => page(shown, anyone, { reportToken: shown.trackingToken })],
      [
        'the page of the reporter of a private report',
        OF_HIDDEN,
        () => page(hidden, anyone, { reportToken: hidden.trackingToken }),
      ],
      [
        'the history, for others',
        () => '{"ok":false,"refusal":{"code":"NOT_ALLOWED"}}',
        () => told(SUBJECTS.reportHistory, { code: shown.code }, green),
      ],
      ['the public list', OF_SHOWN, () => told(SUBJECTS.publicReports, {}, anyone)],
      ['the list of similar reports', OF_SHOWN, () => told(SUBJECTS.similarReports, similar(INTERNAL), anyone)],
      [
        'the receipt',
        OF_SHOWN,
        () => told(SUBJECTS.reportReceipt, { code: shown.code, reportToken: shown.trackingToken }, anyone),
      ],
      ['what is held on the reporter, for them', OF_SHOWN, () => held(shown)],
      ['open data', OF_ONE, () => told(SUBJECTS.openData, {}, anyone)],
      ['statistics of open data', () => '"total":1', () => told(SUBJECTS.openDataStatistics, {}, anyone)],
      ['exports for the office', OF_SHOWN, () => told(SUBJECTS.exportReports, {}, operator)],
      ['the feed and the mails made of it', OF_SHOWN, () => opened(shown)],
      ['the feed of a private report', OF_HIDDEN, () => opened(hidden)],
    ])('never reaches %s', async (_where, about, answer) => {
      const said = await answer();
      expect(said).toContain(about());
      expect(said).not.toContain(INTERNAL);
    });

    it('finds no report for whoever looks for its words, and makes no step that others see', async () => {
      expect(await reports.value(SUBJECTS.publicReports, { q: INTERNAL }, anyone)).toMatchObject({ items: [] });
      expect(await reports.value(SUBJECTS.workQueue, { q: INTERNAL }, operator)).toMatchObject({ items: [] });
      const { timeline } = await reports.page(shown.code, anyone);
      expect(timeline.map(({ step }) => step)).toEqual(['submitted', 'assigned', 'note_added']);
    });

    it('is no event of the feed', async () => {
      const { events } = await reports.value<FeedPage<ReportPublicEvent>>(
        SUBJECTS.reportFeed,
        { limit: 1000 },
        notifications,
      );
      const types = events.filter(({ code }) => code === shown.code).map(({ type }) => type);
      expect(types).toEqual(['report.submitted', 'report.assigned', 'report.public-note-added']);
    });

    it('is read by those who answer for the report, in its history', async () => {
      for (const by of [operator, roads]) {
        const history = await reports.value<readonly HistoryEntry[]>(SUBJECTS.reportHistory, { code: shown.code }, by);
        const notes = history.filter(({ type }) => type === 'report.note-added').map(({ data }) => data);
        expect(notes).toEqual([
          { public: false, text: `${INTERNAL} prima` },
          { public: false, text: `${INTERNAL} fra noi` },
          { public: true, text: `${PUBLIC} per tutti` },
        ]);
      }
    });
  });

  describe('for everybody', () => {
    it.each<[string, () => Promise<string>]>([
      ['the public page', () => page(shown, anyone)],
      ['the page of the reporter', () => page(shown, anyone, { reportToken: shown.trackingToken })],
      [
        'the page of the reporter of a private report',
        () => page(hidden, anyone, { reportToken: hidden.trackingToken }),
      ],
      ['what is held on the reporter, for them', () => held(shown)],
      ['the feed and the mails made of it', () => opened(shown)],
    ])('reaches %s', async (_where, answer) => {
      expect(await answer()).toContain(PUBLIC);
    });

    it.each<[string, () => string, () => Promise<string>]>([
      ['the page of a private report, for others', OF_HIDDEN, () => page(hidden, anyone)],
      ['the public list', OF_SHOWN, () => told(SUBJECTS.publicReports, {}, anyone)],
      ['open data', OF_ONE, () => told(SUBJECTS.openData, {}, anyone)],
      ['exports for the office', OF_SHOWN, () => told(SUBJECTS.exportReports, {}, operator)],
    ])('does not reach %s', async (_where, about, answer) => {
      const said = await answer();
      expect(said).toContain(about());
      expect(said).not.toContain(PUBLIC);
    });
  });
});

function similar(subject: string): object {
  return { category: 'potholes', location: PLACE, subject };
}
