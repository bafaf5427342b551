import { SUBJECTS, type ReportReceipt } from '@sportello/contracts';
import { checkReceipt } from '@sportello/event-sourcing';
import { eventually } from '@sportello/event-sourcing/testing';
import { aCode, anyone, green, operator, operatorElsewhere, roads, RunningReports } from '../testing/running-reports';

describe('the receipt of a report', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  it('carries the digest that was answered to the submission, and proves offline that it was sealed', async () => {
    const submitted = await reports.submit();
    const { code, trackingToken: reportToken } = submitted;
    const receipt = await eventually(
      () => reports.value<ReportReceipt>(SUBJECTS.reportReceipt, { code, reportToken }, anyone),
      ({ sealed }) => sealed !== undefined,
    );
    expect(receipt.digest).toBe(submitted.digest);
    expect(receipt.event.type).toBe('report.submitted');
    expect(checkReceipt(JSON.stringify(receipt))).toEqual({ genuine: true, seal: receipt.sealed?.seal });
    expect(JSON.stringify(receipt)).not.toMatch(/Quagliarulo|Voragine|Garibaldi/);
  });

  it('is for who reported and for the offices; others do not know that there is a report', async () => {
    const { code, trackingToken: reportToken } = await reports.submit();
    const refusal = (by: typeof anyone, more: object = {}): Promise<string> =>
      reports.refusal(SUBJECTS.reportReceipt, { code, ...more }, by);
    expect([await refusal(operator), await refusal(roads), await refusal(anyone, { reportToken })]).toEqual([
      'none',
      'none',
      'none',
    ]);
    for (const stranger of [anyone, green, operatorElsewhere]) expect(await refusal(stranger)).toBe('REPORT_NOT_FOUND');
    expect(await refusal(anyone, { reportToken: 'guess' })).toBe('REPORT_NOT_FOUND');
    expect(await reports.refusal(SUBJECTS.reportReceipt, { code: aCode() }, operator)).toBe('REPORT_NOT_FOUND');
  });
});
