import { OPERATOR_SUBJECTS, SUBJECTS, type HistoryEntry, type RetentionTrial } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import type { Municipality } from '@sportello/service-kit';
import { planOf } from '@sportello/postgres/testing';
import { Client } from 'pg';
import { aMunicipality } from '../../testing/a-municipality';
import { ELSEWHERE, MUNICIPALITY, operator, ops, RunningReports } from '../../testing/running-reports';
import { AT_ONCE, keptTooLongCountSql, keptTooLongSql } from './retention.sql';

const MONDAY = '2026-03-02T09:00:00.000Z';
const ERASED = 'report.reporter-erased';
const REDACTED = 'report.text-redacted';

describe('the rules of retention', () => {
  let reports: RunningReports;
  beforeEach(async () => {
    reports = await RunningReports.open();
  });
  afterEach(() => reports.close());

  const types = async (code: string): Promise<readonly string[]> =>
    (await reports.value<readonly HistoryEntry[]>(SUBJECTS.reportHistory, { code }, operator)).map(({ type }) => type);
  const forgets = (code: string, event: string): Promise<boolean> =>
    eventually(async () => (await types(code)).includes(event));
  const ended = async (): Promise<string> => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.rejectReport, code, { reason: 'Non di competenza' });
    // What a look does not find yet waits for the next one: until the clock or the rules move again.
    await reports.shows(code);
    return code;
  };
  const rule = (retention: Municipality['retention'], rulesVersion = 'rules-of-retention'): void => {
    const ruled = { ...aMunicipality(), rulesVersion, ...(retention && { retention }) };
    reports.municipalities.replace([ruled, aMunicipality(ELSEWHERE)]);
  };

  it('forget who reported and, later, what was written, counted from the end of a report; open ones stay', async () => {
    const [open, code] = [await reports.submit(), await ended()];
    rule({ reporter: 'P2Y', texts: 'P5Y' });
    reports.now = '2028-03-02T09:00:00.000Z';
    const early = await ended();
    reports.now = '2028-03-02T09:01:00.000Z';
    await forgets(code, ERASED);
    expect(await types(code)).toEqual(['report.submitted', 'report.rejected', ERASED]);
    expect(await reports.page(code)).toMatchObject({ subject: 'Voragine pericolosa', redacted: false });
    reports.now = '2031-03-02T09:01:00.000Z';
    await forgets(code, REDACTED);
    await forgets(early, ERASED);
    expect(await types(early)).not.toContain(REDACTED);
    expect(await types(open.code)).toEqual(expect.not.arrayContaining([ERASED, REDACTED]));
    const by = (await reports.value<readonly HistoryEntry[]>(SUBJECTS.reportHistory, { code }, operator)).at(-1);
    expect(by).toMatchObject({ actor: { kind: 'service', id: 'reports' }, data: { reason: 'retention' } });
  });

  it('hold at once when they change, and not any more once they are gone', async () => {
    const code = await ended();
    reports.now = '2027-03-02T09:00:00.000Z';
    rule({ reporter: 'P2Y' }, 'long');
    await reports.shows(code);
    rule(undefined, 'for ever');
    const control = await ended();
    reports.now = '2030-03-02T09:00:00.000Z';
    rule({ texts: 'P1Y' }, 'texts alone');
    await forgets(control, REDACTED);
    await forgets(code, REDACTED);
    expect([await types(code), await types(control)].flat()).not.toContain(ERASED);
  });

  it('go on where they were cut off: a batch half done, and a start after everything was due', async () => {
    const codes = [await ended(), await ended(), await ended()];
    // As after a kill in the middle of the batch.
    await reports.command(SUBJECTS.eraseReporter, codes[1] ?? '', {});
    reports.now = '2029-03-02T09:00:00.000Z';
    await reports.restart({ ...aMunicipality(), retention: { reporter: 'P1Y' } }, aMunicipality(ELSEWHERE));
    for (const code of codes) await forgets(code, ERASED);
    await reports.restart({ ...aMunicipality(), retention: { reporter: 'P1Y' } }, aMunicipality(ELSEWHERE));
    for (const code of codes) expect((await types(code)).filter((type) => type === ERASED)).toHaveLength(1);
  });

  it('say in a dry run how much they would forget, and forget nothing', async () => {
    const code = await ended();
    const trial = (rules: object, at: string): Promise<RetentionTrial> =>
      reports.value(OPERATOR_SUBJECTS.tryRetention, { municipality: MUNICIPALITY, at, ...rules }, ops);
    expect(await trial({ reporter: 'P1Y' }, '2028-01-01T00:00:00Z')).toMatchObject({ reporters: 1 });
    expect(await trial({ reporter: 'P2Y' }, '2028-03-02T10:00:00+01:00')).toMatchObject({ reporters: 0, texts: 0 });
    expect(await trial({ reporter: 'P2Y', texts: 'P1Y' }, '2028-03-03T00:00:00Z')).toMatchObject({
      reporters: 1,
      texts: 1,
    });
    expect(await types(code)).toEqual(['report.submitted', 'report.rejected']);
    const wrong = { municipality: MUNICIPALITY, at: MONDAY, reporter: 'for long' };
    expect(await reports.refusal(OPERATOR_SUBJECTS.tryRetention, wrong, ops)).toBe('INVALID_REQUEST');
  });

  it('are looked up by their indexes, whatever there is besides', async () => {
    const { database } = reports.db;
    const client = new Client({ connectionString: reports.db.adminUrl });
    await client.connect();
    await client.query(
      `insert into reports.personal_data_v1_g1 (municipality_id, code, revision, submitted_at, ended_at, reporter_erased, text_redacted, contact_hmacs)
       select 'altrove', 'C' || n, 1, $1::timestamptz, case when n % 2 = 0 then $1::timestamptz end, n % 3 = 0, n % 5 = 0, array['h' || n]
         from generate_series(1, 20000) n`,
      [MONDAY],
    );
    await client.query('analyze reports.personal_data_v1_g1');
    await client.end();
    const plan = (text: string, parameters: readonly unknown[]): Promise<string> =>
      planOf(database.worker, text, parameters);
    const view = 'reports.personal_data_v1';
    const due = [['altrove'], ['2026-03-02T09:00:00Z']];
    expect(await plan(keptTooLongSql(view, 'reporter'), due)).toMatch(/personal_data_v1_g1_reporters/);
    expect(await plan(keptTooLongSql(view, 'text'), due)).toMatch(/personal_data_v1_g1_texts/);
    expect(await plan(keptTooLongSql(view, 'text'), due)).not.toMatch(/Sort/);
    expect(await plan(keptTooLongCountSql(view, 'text'), ['altrove', '2026-01-01T00:00:00Z'])).toMatch(/_texts/);
    expect(AT_ONCE).toBeLessThan(1_000);
  });
});
