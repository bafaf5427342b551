import { SUBJECTS, type RefusalCode } from '@sportello/contracts';
import { Client } from 'pg';
import { anyone, operator, RunningReports } from '../testing/running-reports';

describe('a report whose texts were redacted', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  /** An assigned report without texts. */
  async function redacted(): Promise<{ code: string; token: string }> {
    const { code, trackingToken } = await reports.submit();
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    await reports.command(SUBJECTS.redactText, code, {});
    return { code, token: trackingToken };
  }
  const answer = (subject: string, code: string, body: object): Promise<RefusalCode | 'none'> =>
    reports.refusal(subject, { code, body }, operator);

  it('can still be asked about, answered, rejected and reopened: what was written is not kept', async () => {
    const { code, token } = await redacted();
    expect(await answer(SUBJECTS.requestInformation, code, { question: 'Dove?' })).toBe('none');
    const reply = { code, reportToken: token, body: { answer: 'Qui' } };
    expect(await reports.refusal(SUBJECTS.provideInformation, reply, anyone)).toBe('none');
    expect(await answer(SUBJECTS.rejectReport, code, { reason: 'Non nostra' })).toBe('none');
    expect(await answer(SUBJECTS.reopenReport, code, { reason: 'Era nostra' })).toBe('none');
    const page = await reports.page(code);
    expect(page).toMatchObject({ status: 'assigned', redacted: true });
    expect(JSON.stringify(page)).not.toMatch(/Dove|Qui|ostra/);
  });

  it('takes no text that can be left out, and no note', async () => {
    const { code } = await redacted();
    expect(await answer(SUBJECTS.addNote, code, { note: 'Ancora' })).toBe('REPORT_TEXT_REDACTED');
    expect(await answer(SUBJECTS.startWork, code, { note: 'Via' })).toBe('REPORT_TEXT_REDACTED');
    expect(await answer(SUBJECTS.assignReport, code, { departmentId: 'green', note: 'A voi' })).toBe(
      'REPORT_TEXT_REDACTED',
    );
    expect(await answer(SUBJECTS.correctReport, code, { location: { address: 'Via Mazzini' } })).toBe(
      'REPORT_TEXT_REDACTED',
    );
    expect(await answer(SUBJECTS.correctReport, code, { location: { lat: 41.6, lon: 13.6 } })).toBe('none');
    expect(await answer(SUBJECTS.resolveReport, code, { outcome: 'fixed' })).toBe('none');
  });

  it('says first what its state does not allow', async () => {
    const { code } = await redacted();
    await reports.command(SUBJECTS.resolveReport, code, { outcome: 'fixed' });
    expect(await answer(SUBJECTS.addNote, code, { note: 'Ancora' })).toBe('REPORT_ALREADY_RESOLVED');
    expect(await answer(SUBJECTS.rejectReport, code, { reason: 'No' })).toBe('REPORT_ALREADY_RESOLVED');
    expect(await answer(SUBJECTS.startWork, code, { note: 'Via' })).toBe('REPORT_ALREADY_RESOLVED');
  });
});

describe('a report whose keys are lost', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  it('takes no text in silence: it is a failure that is told, and nothing is done', async () => {
    const { code } = await reports.submit();
    await loseKeys(code);
    const note = reports.refusal(SUBJECTS.addNote, { code, body: { note: 'Ancora' } }, operator);
    await expect(note).rejects.toMatchObject({ name: 'BusFailure' });
    const { rows } = await reports.db.database.worker.query<{ count: string }>(
      `select count(*) from event_store.events where stream like '%\\_' || $1`,
      [code],
    );
    expect(rows[0]?.count).toBe('1');
  });

  async function loseKeys(code: string): Promise<void> {
    const client = new Client({ connectionString: reports.db.adminUrl });
    await client.connect();
    try {
      await client.query('delete from keyring.keys where subject = $1', [code]);
    } finally {
      await client.end();
    }
  }
});
