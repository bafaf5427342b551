import { randomBytes, randomUUID } from 'node:crypto';
import {
  SUBJECTS,
  type Actor,
  type FeedPage,
  type OpenedFile,
  type ReportPage,
  type SealedFileKeys,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import {
  anyone,
  gateway,
  green,
  MUNICIPALITY,
  operator,
  operatorElsewhere,
  roads,
  RunningReports,
} from '../testing/running-reports';

const fileKey = (): string => randomBytes(32).toString('base64url');

describe('files that come with a report', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const sealing = (code: string, ...files: { id: string; key: string }[]) => ({
    municipalityId: MUNICIPALITY,
    code,
    files,
  });
  const seal = async (code: string, id: string, key: string): Promise<string> =>
    (await reports.value<SealedFileKeys>(SUBJECTS.sealFileKeys, sealing(code, { id, key }), gateway)).sealed[0] ?? '';
  const opens = (code: string, attachment: string, by: Actor, more: object = {}): Promise<string> =>
    reports.refusal(SUBJECTS.openFile, { code, attachment, ...more }, by);

  it('are on the page of whoever may read the report, and nobody else is told of them', async () => {
    const [first, later] = [randomUUID(), randomUUID()];
    const { code, trackingToken } = await reports.submit({ attachments: [first] });
    const files = async (by: Actor, more: object = {}): Promise<readonly string[]> =>
      (await reports.page(code, by, more)).attachments;
    expect([await files(operator), await files(roads), await files(anyone, { reportToken: trackingToken })]).toEqual([
      [first],
      [first],
      [first],
    ]);
    expect([await files(anyone), await files(green)]).toEqual([[], []]);
    expect(await opens(code, first, anyone)).toBe('ATTACHMENT_NOT_FOUND');

    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    await reports.command(SUBJECTS.attachFile, code, { attachment: later }, anyone, trackingToken);
    expect(await files(operator)).toEqual([first, later]);
    expect(await files(anyone, { reportToken: trackingToken })).toEqual([first, later]);
    // What was sent in later is between the office and who reported.
    expect(await files(anyone)).toEqual([first]);
    expect([await opens(code, first, anyone), await opens(code, later, anyone)]).toEqual([
      'none',
      'ATTACHMENT_NOT_FOUND',
    ]);
    expect(await opens(code, later, anyone, { reportToken: trackingToken })).toBe('none');
    expect(await opens(code, first, operatorElsewhere)).toBe('ATTACHMENT_NOT_FOUND');

    await reports.command(SUBJECTS.setVisibility, code, { visibility: 'private' });
    await reports.shows(code);
    expect(await opens(code, first, anyone)).toBe('ATTACHMENT_NOT_FOUND');
  });

  it('are opened by keys that only the report’s own key gives back, each for its own file', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const key = fileKey();
    const { code } = await reports.submit({ attachments: [one, other] });
    const sealedKey = await seal(code, one, key);
    expect(sealedKey).not.toContain(key);
    const opened = await reports.value<OpenedFile>(SUBJECTS.openFile, { code, attachment: one, sealedKey }, operator);
    expect(opened).toEqual({ key });
    expect(await opens(code, other, operator, { sealedKey })).toBe('ATTACHMENT_NOT_FOUND');
  });

  it('must be among those of the report to have their keys sealed, and the door alone may ask', async () => {
    const { code } = await reports.submit({ attachments: [randomUUID()] });
    const strange = sealing(code, { id: randomUUID(), key: fileKey() });
    expect(await reports.refusal(SUBJECTS.sealFileKeys, strange, gateway)).toBe('ATTACHMENT_NOT_FOUND');
    expect(await reports.refusal(SUBJECTS.sealFileKeys, { ...strange, code: '0123456789Z' }, gateway)).not.toBe('none');
  });

  it.each([
    ['the reporter is erased', SUBJECTS.eraseReporter],
    ['the texts are redacted', SUBJECTS.redactText],
  ])('cannot be opened any more once %s, on no day, and no new ones are taken', async (_what, subject) => {
    const id = randomUUID();
    const { code } = await reports.submit({ attachments: [id] });
    const sealedKey = await seal(code, id, fileKey());
    await reports.command(subject, code, {});
    expect((await reports.page(code, operator)).attachments).toEqual([]);
    expect((await reports.page(code, operator, { asOf: reports.now })).attachments).toEqual([]);
    expect(await opens(code, id, operator, { sealedKey })).toBe('ATTACHMENT_NOT_FOUND');
    const keys = (): Promise<{ rows: readonly { state: string }[] }> =>
      reports.db.database.worker.query<{ state: string }>(
        "select state from keyring.keys where subject = $1 and purpose = 'file'",
        [code],
      );
    await eventually(async () => (await keys()).rows[0]?.state === 'erased');
    expect(await reports.refusal(SUBJECTS.sealFileKeys, sealing(code, { id, key: fileKey() }), gateway)).toBe(
      'REPORT_FILES_ERASED',
    );
    const more = { code, body: { attachment: randomUUID() } };
    expect(await reports.refusal(SUBJECTS.attachFile, more, operator)).toBe('REPORT_FILES_ERASED');
  });

  it('must go when the erasure feed says so, which says nothing else', async () => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.eraseReporter, code, {});
    const page = await reports.value<FeedPage>(SUBJECTS.erasureFeed, { limit: 1000 }, gateway);
    expect(page.events).toContainEqual(expect.objectContaining({ type: 'report.reporter-erased', code }));
    expect(new Set(page.events.map(({ type }) => type))).toEqual(
      new Set(['report.reporter-erased', 'report.text-redacted']),
    );
    expect(await reports.refusal(SUBJECTS.erasureFeed, { limit: 1000 }, operator)).toBe('NOT_ALLOWED');
  });

  it('are twenty at most', async () => {
    const { code } = await reports.submit({ attachments: Array.from({ length: 5 }, () => randomUUID()) });
    for (let n = 5; n < 20; n += 1) await reports.command(SUBJECTS.attachFile, code, { attachment: randomUUID() });
    const more = { code, body: { attachment: randomUUID() } };
    expect(await reports.refusal(SUBJECTS.attachFile, more, operator)).toBe('TOO_MANY_ATTACHMENTS');
    const six = { attachments: Array.from({ length: 6 }, () => randomUUID()) };
    await expect(reports.submit(six)).rejects.toThrow('INVALID_REQUEST');
  });

  it('are on the page of a day from the day they came', async () => {
    const [first, later] = [randomUUID(), randomUUID()];
    const { code } = await reports.submit({ attachments: [first] });
    const before = reports.now;
    reports.now = '2026-03-03T09:00:00.000Z';
    await reports.command(SUBJECTS.attachFile, code, { attachment: later });
    const page: ReportPage = await reports.page(code, operator, { asOf: before });
    expect(page.attachments).toEqual([first]);
    reports.now = before;
  });
});
