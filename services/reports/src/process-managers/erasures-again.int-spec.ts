import { SUBJECTS, type HistoryEntry } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { MUNICIPALITY, operator, RunningReports } from '../testing/running-reports';

describe('A log restored from before an erasure', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const types = async (code: string): Promise<readonly string[]> =>
    (await reports.value<readonly HistoryEntry[]>(SUBJECTS.reportHistory, { code }, operator)).map(({ type }) => type);
  const restart = (): Promise<void> => reports.restart(...reports.municipalities.all());

  it('is told of it again, and of the redaction, once; what came after the copy and what it knows stay alone', async () => {
    const [erased, redacted, known] = [await reports.submit(), await reports.submit(), await reports.submit()];
    await reports.command(SUBJECTS.eraseReporter, known.code, {});
    await eventually(() => reports.erasureList().then((list) => list.includes(known.code)));
    await reports.listErasures([
      { municipalityId: MUNICIPALITY, subject: erased.code, purpose: 'reporter' },
      { municipalityId: MUNICIPALITY, subject: erased.code, purpose: 'file' },
      { municipalityId: MUNICIPALITY, subject: redacted.code, purpose: 'text' },
      { municipalityId: MUNICIPALITY, subject: 'CAMEAFTERWARDS', purpose: 'reporter' },
    ]);
    await restart();
    await eventually(async () => (await types(erased.code)).includes('report.reporter-erased'));
    await eventually(async () => (await types(redacted.code)).includes('report.text-redacted'));
    await restart();
    expect(await types(erased.code)).toEqual(['report.submitted', 'report.reporter-erased']);
    expect(await types(redacted.code)).toEqual(['report.submitted', 'report.text-redacted']);
    expect(await types(known.code)).toEqual(['report.submitted', 'report.reporter-erased']);
    expect(await reports.page(redacted.code)).toMatchObject({ redacted: true });
  });

  it('is compared with the whole list when it is another copy than the one that was', async () => {
    const { code } = await reports.submit();
    await reports.listErasures([{ municipalityId: MUNICIPALITY, subject: code, purpose: 'reporter' }]);
    await reports.db.database.worker.query('update reports.erasures_in_log set lines = 1000');
    await restart();
    await reports.shows(code);
    expect(await types(code)).toEqual(['report.submitted']);
    await reports.db.database.worker.query(`update reports.erasures_in_log set log_id = 'of the log before'`);
    await restart();
    await eventually(async () => (await types(code)).includes('report.reporter-erased'));
  });
});
