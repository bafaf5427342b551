import { join } from 'node:path';
import { CHANNELS, IntakeReport, REPORT_STATUSES, REPORT_TYPES, type ReportStatus } from '@sportello/contracts';
import { contains, MunicipalityFolder, type Municipality } from '@sportello/service-kit';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { DemoReport, Step } from './demo-report';
import { demoReports } from './demo-reports';

/** Where a story leads; legal or not, the reports service says when the demonstration is filled. */
function endOf(story: readonly Step[]): ReportStatus {
  let department = false;
  return story.reduce<ReportStatus>((status, step) => {
    switch (step.do) {
      case 'assign':
        department = true;
        return 'assigned';
      case 'start':
      case 'answer':
        return 'in_progress';
      case 'ask':
        return 'waiting_for_reporter';
      case 'resolve':
        return 'resolved';
      case 'reject':
        return 'rejected';
      case 'withdraw':
        return 'withdrawn';
      case 'duplicate':
        return 'duplicate';
      case 'reopen':
        return department ? 'assigned' : 'submitted';
      default:
        return status;
    }
  }, 'submitted');
}

describe('The demonstration', () => {
  let municipality: Municipality;
  beforeAll(async () => {
    const { municipalities } = await MunicipalityFolder.open(join(__dirname, '../../../deploy/municipalities'));
    municipality = municipalities.byId('borgo-esempio') as Municipality;
  });

  it('has about sixty reports with keys of their own', () => {
    expect(demoReports.length).toBeGreaterThanOrEqual(60);
    expect(new Set(demoReports.map(({ key }) => key)).size).toBe(demoReports.length);
  });

  it('has every status, every kind and every channel', () => {
    expect(new Set(demoReports.map(({ story }) => endOf(story)))).toEqual(new Set(REPORT_STATUSES));
    expect(new Set(demoReports.map(({ type }) => type))).toEqual(new Set(REPORT_TYPES));
    expect(new Set(demoReports.map(({ channel }) => channel))).toEqual(new Set(CHANNELS));
  });

  it('is about places inside the Comune, categories and departments that it has', () => {
    for (const { key, place, category, story } of demoReports) {
      if (place) expect([key, contains(municipality, place)]).toEqual([key, true]);
      expect(municipality.categories.map(({ slug }) => slug)).toContain(category);
      for (const step of story)
        if (step.do === 'assign') expect(municipality.departments.map(({ id }) => id)).toContain(step.department);
    }
  });

  it('writes to nobody who exists', () => {
    const addresses = demoReports.flatMap(({ reporter }) => reporter?.email ?? []);
    expect(addresses.length).toBeGreaterThan(40);
    expect(addresses.filter((address) => !address.endsWith('@example.org'))).toEqual([]);
  });

  it.each(demoReports.map((report) => [report.key, report] as const))(
    'says nothing in %s that the door would refuse',
    async (_key, report: DemoReport) => {
      const { place, key: _ours, story: _later, ...body } = report;
      const sent = plainToInstance(IntakeReport, {
        ...body,
        ...(place ? { location: place } : {}),
        privacyAccepted: true,
      });
      expect(await validate(sent, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
    },
  );
});
