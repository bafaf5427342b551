import { randomUUID } from 'node:crypto';
import {
  SUBJECTS,
  type FeedPage,
  type ReportPublicEvent,
  type SealedFollower,
  type SubmitReply,
  type Unsealed,
} from '@sportello/contracts';
import { MAX_UNSEAL } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { Client } from 'pg';
import { anyone, MUNICIPALITY, notifications, operator, roads, RunningReports } from '../testing/running-reports';

describe('what people entrust to the Comune', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  /** The sealed parts of a report as the feed gave them, ready to be opened. */
  async function sealedOf(
    code: string,
  ): Promise<{ municipalityId: string; code: string; sealedReporter: string; sealedTexts: string[] }> {
    const { events } = await reports.value<FeedPage<ReportPublicEvent>>(
      SUBJECTS.reportFeed,
      { limit: 1000 },
      notifications,
    );
    const event = events.find((one) => one.code === code && one.type === 'report.submitted');
    if (event?.type !== 'report.submitted') throw new Error('The feed does not tell of the submission');
    const { sealedReporter = '', sealedText = '' } = event.data;
    return { municipalityId: MUNICIPALITY, code, sealedReporter, sealedTexts: [sealedText] };
  }
  const unseal = (...items: object[]): Promise<Unsealed[]> => reports.value(SUBJECTS.unseal, { items }, notifications);
  const withKeyGone = (code: string, part: keyof Unsealed, absent: (value: unknown) => boolean): Promise<boolean> =>
    eventually(async () => absent((await unseal(await sealedOf(code)))[0]?.[part]));

  it('is opened for the service that sends, all of one request at once', async () => {
    const submitted: SubmitReply[] = await Promise.all(Array.from({ length: 20 }, () => reports.submit()));
    const items = await Promise.all(submitted.map(({ code }) => sealedOf(code)));
    const opened = await unseal(...items);
    expect(opened).toHaveLength(20);
    expect(opened[7]).toMatchObject({
      reporter: { name: 'Gelsomina Quagliarulo', email: 'Gelsomina@Quagliarulo.example', phone: '333 1234567' },
      texts: [{ subject: 'Voragine pericolosa' }],
      trackingToken: submitted[7]?.trackingToken,
    });
    const tooMany = { items: Array.from({ length: MAX_UNSEAL + 1 }, () => items[0]) };
    expect(await reports.refusal(SUBJECTS.unseal, tooMany, notifications)).toBe('INVALID_REQUEST');
  });

  it('has keys for who only follows: sealed, opened with the same token, found by another index than reporters, erased for good', async () => {
    const id = randomUUID();
    const asked = { municipalityId: MUNICIPALITY, id, email: 'Bruno@Example.org' };
    const made = await reports.value<SealedFollower>(SUBJECTS.sealFollower, asked, notifications);
    expect(await reports.value(SUBJECTS.sealFollower, asked, notifications)).toMatchObject({ token: made.token });
    const item = { municipalityId: MUNICIPALITY, code: id, sealedReporter: made.sealed, sealedTexts: [] };
    expect(await unseal(item)).toEqual([
      { reporter: { email: 'Bruno@Example.org' }, texts: [], trackingToken: made.token },
    ]);
    const { addressHmac } = await reports.value<{ addressHmac: string }>(
      SUBJECTS.followerIndex,
      { municipalityId: MUNICIPALITY, email: 'bruno@example.org' },
      notifications,
    );
    expect(addressHmac).toBe(made.addressHmac);
    const { rows } = await reports.db.database.worker.query(
      `select from keyring.keys where subject = $1 and state = 'active'`,
      [id],
    );
    expect(rows).toHaveLength(2);
    await reports.value(SUBJECTS.eraseFollowers, { municipalityId: MUNICIPALITY, ids: [id] }, notifications);
    expect(await unseal(item)).toEqual([{ texts: [] }]);
    expect(await reports.refusal(SUBJECTS.sealFollower, asked, notifications)).toBe('NOT_FOUND');
    const aReport = { municipalityId: MUNICIPALITY, ids: ['7K3M9QX2ZDE'] };
    expect(await reports.refusal(SUBJECTS.eraseFollowers, aReport, notifications)).toBe('INVALID_REQUEST');
  });

  it('forgets an erased reporter: contacts and token are gone, the report stays', async () => {
    const { code, trackingToken } = await reports.submit();
    await reports.command(SUBJECTS.eraseReporter, code, {});
    await withKeyGone(code, 'reporter', (reporter) => reporter === undefined);
    const [opened] = await unseal(await sealedOf(code));
    expect(opened).not.toHaveProperty('trackingToken');
    expect(opened?.texts).toMatchObject([{ subject: 'Voragine pericolosa' }]);
    const withdraw = { code, reportToken: trackingToken, body: {} };
    expect(await reports.refusal(SUBJECTS.withdrawReport, withdraw, anyone)).toBe('REPORT_NOT_FOUND');
    expect(await reports.page(code)).toMatchObject({ subject: 'Voragine pericolosa', redacted: false });
  });

  it('forgets a reporter who asks for it with the token of the report, and nobody else', async () => {
    const [mine, other] = [await reports.submit(), await reports.submit()];
    const erase = (reportToken: string, by = anyone): Promise<string> =>
      reports.refusal(SUBJECTS.eraseReporter, { code: mine.code, reportToken, body: {} }, by);
    expect(await erase(other.trackingToken)).toBe('REPORT_NOT_FOUND');
    expect(await erase(other.trackingToken, roads)).toBe('NOT_ALLOWED');
    expect(await erase(mine.trackingToken)).toBe('none');
    await withKeyGone(mine.code, 'reporter', (reporter) => reporter === undefined);
    expect(await erase(mine.trackingToken)).toBe('REPORT_NOT_FOUND');
    expect((await unseal(await sealedOf(other.code)))[0]).toMatchObject({ trackingToken: other.trackingToken });
  });

  it('does not read a redacted text any more, on no page, in no list, by no word, on no day', async () => {
    const { code, trackingToken } = await reports.submit({ subject: 'Ponteggio abusivo' });
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads', note: 'Vediamo' });
    await reports.shows(code);
    const found = (): Promise<{ total: number }> => reports.value(SUBJECTS.publicReports, { q: 'ponteggio' }, anyone);
    expect((await found()).total).toBe(1);

    await reports.command(SUBJECTS.redactText, code, {});
    const page = await reports.page(code);
    expect(page).toMatchObject({ redacted: true, status: 'assigned' });
    const before = await reports.page(code, operator, { asOf: reports.now });
    for (const seen of [page, before, await reports.page(code, anyone, { reportToken: trackingToken })]) {
      expect(JSON.stringify(seen)).not.toMatch(/Ponteggio|Vediamo|spaccatura|Garibaldi/);
    }
    expect((await found()).total).toBe(0);
    await withKeyGone(code, 'texts', (texts) => Array.isArray(texts) && texts[0] === null);
    expect(JSON.stringify(await reports.value(SUBJECTS.reportHistory, { code }, operator))).not.toMatch(
      /Ponteggio|Vediamo/,
    );
    const note = { code, body: { note: 'Ancora' } };
    expect(await reports.refusal(SUBJECTS.addNote, note, operator)).toBe('REPORT_TEXT_REDACTED');
    expect(await reports.refusal(SUBJECTS.startWork, { code, body: {} }, operator)).toBe('none');
  });

  it('stands in no table and in no line of the log in plain', async () => {
    const { code, trackingToken } = await reports.submit();
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads', note: 'Sopralluogo effettuato' });
    await reports.shows(code);
    const contents = await everyRow(reports.db.adminUrl);
    expect(contents).toContain(code);
    expect(reports.logged).not.toBe('');
    for (const secret of [
      'Gelsomina',
      'Quagliarulo',
      // Of a number alone seven digits may stand in any digest.
      '333 1234567',
      '3331234567',
      'Voragine',
      'spaccatura',
      'asfalto',
      'Garibaldi',
      'Sopralluogo',
      trackingToken,
    ]) {
      expect(contents.toLowerCase()).not.toContain(secret.toLowerCase());
      expect(reports.logged.toLowerCase()).not.toContain(secret.toLowerCase());
    }
  });
});

/** Every row of every table of every service's schema, and what the planner remembers of them, as one text. */
async function everyRow(adminUrl: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('analyze');
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
       union all select 'pg_catalog.pg_stats'`,
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(
        `select string_agg(t::text, e'\\n') as text from ${name} as t`,
      );
      texts.push(rows[0]?.text ?? '');
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}
