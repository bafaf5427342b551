import { SUBJECTS, type CommandReply, type SubmitReply } from '@sportello/contracts';
import { aCode, anyone, aPothole, operator, roads, RunningReports } from '../testing/running-reports';

describe('a command that comes twice', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const submission = (code: string): object => ({ code, channel: 'web', body: aPothole() });

  it('is the same report with the same token, however late and however often', async () => {
    const code = aCode();
    const submit = (): Promise<SubmitReply> =>
      reports.value(SUBJECTS.submitReport, submission(code), anyone, { bodyHmac: 'one' });
    const first = await submit();
    reports.now = '2026-03-04T09:00:00.000Z';
    expect(await submit()).toEqual(first);
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    expect(await submit()).toEqual({ ...first, status: 'assigned', revision: 1 });
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('is one report when ten come at once', async () => {
    const code = aCode();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () =>
        reports.value<SubmitReply>(SUBJECTS.submitReport, submission(code), anyone, { bodyHmac: 'one' }),
      ),
    );
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(await reports.value<unknown[]>(SUBJECTS.reportHistory, { code }, operator)).toHaveLength(1);
  });

  it('is refused when the body is another one', async () => {
    const code = aCode();
    await reports.value(SUBJECTS.submitReport, submission(code), anyone, { bodyHmac: 'one' });
    expect(await reports.refusal(SUBJECTS.submitReport, submission(code), anyone, { bodyHmac: 'two' })).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    const commandId = '6f1c1f0a-7c0e-4e0e-9d0a-000000000001';
    const assign = { code, body: { departmentId: 'roads' } };
    await reports.value(SUBJECTS.assignReport, assign, operator, { commandId, bodyHmac: 'one' });
    const reused = await reports.refusal(SUBJECTS.assignReport, assign, operator, { commandId, bodyHmac: 'two' });
    expect(reused).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('is answered again also to who lost the right by it', async () => {
    const { code } = await reports.submit();
    const handOver = (): Promise<CommandReply> =>
      reports.value(SUBJECTS.assignReport, { code, body: { departmentId: 'green' } }, roads, {
        commandId: '6f1c1f0a-7c0e-4e0e-9d0a-000000000002',
      });
    const first = await handOver();
    expect(await handOver()).toEqual(first);
    expect(await reports.refusal(SUBJECTS.startWork, { code, body: {} }, roads)).toBe('NOT_ALLOWED');
  });

  it('needs an id of its own', async () => {
    const { code } = await reports.submit();
    const reply = reports.refusal(SUBJECTS.startWork, { code, body: {} }, operator, { commandId: undefined as never });
    expect(await reply).toBe('IDEMPOTENCY_KEY_MISSING');
  });

  it('is refused as stale when the report moved on since its sender looked', async () => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    const start = (expectedRevision: number): Promise<string> =>
      reports.refusal(SUBJECTS.startWork, { code, expectedRevision, body: {} }, roads);
    expect(await start(0)).toBe('STALE_REVISION');
    expect(await start(1)).toBe('none');
  });

  it('loses nothing when many different ones meet on one report', async () => {
    const { code } = await reports.submit();
    const notes = await Promise.all(
      Array.from({ length: 4 }, (_, index) => reports.command(SUBJECTS.addNote, code, { note: `Nota ${index}` })),
    );
    expect(notes.map(({ revision }) => revision).sort()).toEqual([1, 2, 3, 4]);
  });
});
