import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  MAX_IMPORT_LINES,
  OPERATOR_SUBJECTS,
  SUBJECTS,
  type FoundSubscriber,
  type ImportedSubscriber,
  type ServiceHealth,
  type ImportReply,
  type StaffActor,
} from '@sportello/contracts';
import { Client } from 'pg';
import { BUSES, ELSEWHERE, MUNICIPALITY, RunningNewsletter } from '../testing/running-newsletter';
import { openSubscriberKeys } from './subscriber-keys';

const ADA = 'Ada.Lovelace@example.org';
const someone = (email: string, more: Readonly<Partial<Record<keyof ImportedSubscriber, string>>> = {}) => ({
  email,
  consentedAt: '2024-05-10T09:30:00+02:00',
  source: 'Modulo della signora Gelsomina',
  ...more,
});

const linesOf = (subscribers: readonly object[]): object => ({
  lines: subscribers.map((one) => JSON.stringify(one)),
  source: 'import',
  dryRun: false,
});

describe.each(BUSES)('The subscribers of a newsletter, asked over %s', (bus) => {
  let newsletter: RunningNewsletter;
  beforeEach(async () => {
    newsletter = await RunningNewsletter.open(bus);
  });
  afterEach(() => newsletter.close());

  const imported = async (
    subscribers: readonly object[],
    more: { readonly dryRun?: boolean; readonly municipality?: string } = {},
  ): Promise<readonly string[]> => {
    const message = { ...linesOf(subscribers), municipality: MUNICIPALITY, ...more };
    const { outcomes } = await newsletter.value<ImportReply>(OPERATOR_SUBJECTS.importSubscribers, message);
    return outcomes.map((one) => (one.outcome === 'refused' ? one.problem.detail : one.outcome));
  };
  const erase = (email: string, more: object = {}): Promise<readonly FoundSubscriber[]> =>
    newsletter.value(OPERATOR_SUBJECTS.eraseSubscriber, { email, ...more });
  const find = (email: string): Promise<readonly FoundSubscriber[]> =>
    newsletter.value(OPERATOR_SUBJECTS.findSubscriber, { email });

  it('are imported with how and when they agreed, sealed, and the same list again changes nothing', async () => {
    const list = [someone(ADA, { language: 'en' }), someone('bruno@example.org')];
    expect(await imported(list)).toEqual(['imported', 'imported']);
    const rows = await newsletter.rows();
    expect(rows.map(({ language }) => language).sort()).toEqual(['en', 'it']);
    for (const row of rows) {
      expect(row).toMatchObject({
        municipality_id: MUNICIPALITY,
        status: 'confirmed',
        consented_at: new Date('2024-05-10T07:30:00Z'),
        created_at: new Date(newsletter.now),
      });
    }
    const keyring = await openSubscriberKeys(newsletter.db.database, newsletter.settings);
    const sealed = rows.map(({ id, sealed: text }) => ({
      municipalityId: MUNICIPALITY,
      subject: String(id),
      purpose: 'subscriber' as const,
      sealed: String(text),
    }));
    expect(await keyring.unseal(sealed)).toEqual(
      expect.arrayContaining([{ email: ADA, source: 'Modulo della signora Gelsomina' }]),
    );
    const again = [someone(ADA.toLowerCase(), { source: 'un altro' }), someone('bruno@example.org')];
    expect(await imported(again)).toEqual(['unchanged', 'unchanged']);
    expect(await newsletter.rows()).toEqual(rows);
  });

  it('are only counted in a dry run', async () => {
    expect(await imported([someone(ADA)], { dryRun: true })).toEqual(['imported']);
    expect(await newsletter.rows()).toEqual([]);
    expect((await newsletter.db.database.worker.query('select from newsletter.keys')).rowCount).toBe(0);
  });

  it('are each one’s once, when two imports of the same list race', async () => {
    const list = Array.from({ length: 40 }, (_, index) => someone(`lettrice${index}@example.org`));
    const outcomes = (await Promise.all([imported(list), imported([...list].reverse())])).flat();
    expect(outcomes.filter((outcome) => outcome === 'imported')).toHaveLength(40);
    expect(outcomes.filter((outcome) => outcome === 'unchanged')).toHaveLength(40);
    expect(await newsletter.rows()).toHaveLength(40);
  });

  it('are known also to an import that meets the id of a quicker one before its HMAC', async () => {
    await imported([someone(ADA)]);
    // What a race shows for a moment only.
    await newsletter.db.database.worker.query(`update newsletter.subscribers set email_hmac = 'not to be seen yet'`);
    expect(await imported([someone(ADA)])).toEqual(['unchanged']);
    expect(await newsletter.rows()).toHaveLength(1);
  });

  it('are of one municipality, which must be named where there are several', async () => {
    await imported([someone(ADA)]);
    expect(await imported([someone(ADA)], { municipality: `comune-${ELSEWHERE}` })).toEqual(['imported']);
    expect(await imported([someone('b@example.org', { language: 'en' })], { municipality: ELSEWHERE })).toEqual([
      'language is none that the municipality offers',
    ]);
    const [one, other] = await newsletter.rows();
    expect(one?.['email_hmac']).not.toBe(other?.['email_hmac']);
    const unnamed = await newsletter.ask(OPERATOR_SUBJECTS.importSubscribers, linesOf([someone(ADA)]));
    expect(unnamed).toMatchObject({ ok: false, refusal: { code: 'UNKNOWN_MUNICIPALITY' } });
    const seen = await newsletter.db.database.asMunicipality(ELSEWHERE, (sql) =>
      sql.query('select municipality_id from newsletter.subscribers'),
    );
    expect(seen.rows).toEqual([{ municipality_id: ELSEWHERE }]);
  });

  it('are found and forgotten also where the Comune is served no more', async () => {
    await imported([someone(ADA)]);
    await newsletter.stop();
    await newsletter.start([ELSEWHERE]);
    expect(await find(ADA)).toEqual([{ municipalityId: MUNICIPALITY, erased: false }]);
    expect(await erase(ADA, { municipality: MUNICIPALITY })).toEqual([{ municipalityId: MUNICIPALITY, erased: true }]);
    expect(await find(ADA)).toEqual([{ municipalityId: MUNICIPALITY, erased: true }]);
  });

  it('are told to the front office and forgotten by it, in its own Comune alone', async () => {
    await imported([someone(ADA)]);
    const urp = {
      kind: 'staff',
      id: 'urp',
      municipalityId: MUNICIPALITY,
      roles: ['operator'],
      departments: [],
    } as const;
    const asked = { email: ADA.toUpperCase() };
    const held = {
      state: 'confirmed',
      language: 'it',
      consentedAt: '2024-05-10T07:30:00.000Z',
      source: 'Modulo della signora Gelsomina',
      since: newsletter.now,
    };
    const told = (actor: StaffActor = urp): Promise<unknown> =>
      newsletter.askAs(actor, SUBJECTS.subscriptionOfAddress, asked);
    expect(await told()).toEqual({ ok: true, value: [held] });
    const elsewhere = { ...urp, municipalityId: ELSEWHERE };
    expect(await told(elsewhere)).toEqual({ ok: true, value: [] });
    const forget = (actor: StaffActor): Promise<unknown> => newsletter.askAs(actor, SUBJECTS.forgetSubscriber, asked);
    expect(await forget(elsewhere)).toEqual({ ok: true, value: { found: false } });
    const editor = { ...urp, roles: ['editor', 'administrator'] } as const;
    for (const answer of [await told(editor), await forget(editor)])
      expect(answer).toMatchObject({ refusal: { code: 'NOT_ALLOWED' } });
    expect(await told()).toMatchObject({ value: [held] });
    expect(await forget(urp)).toEqual({ ok: true, value: { found: true } });
    expect(await told()).toEqual({ ok: true, value: [{ state: 'erased' }] });
    expect(newsletter.logged).not.toMatch(/ada|gelsomina/i);
  });

  it('are forgotten when they ask for it, and stay out whatever an older list says', async () => {
    await imported([someone(ADA), someone('bruno@example.org')]);
    expect(await find('ADA.LOVELACE@EXAMPLE.ORG')).toEqual([{ municipalityId: MUNICIPALITY, erased: false }]);
    expect(await erase(ADA.toLowerCase())).toEqual([{ municipalityId: MUNICIPALITY, erased: true }]);
    const blank = (await newsletter.rows()).filter(({ status }) => status === 'unsubscribed');
    expect(blank).toEqual([
      {
        municipality_id: MUNICIPALITY,
        id: expect.any(String),
        email_hmac: expect.stringMatching(/^[\w-]{43}$/),
        status: 'unsubscribed',
        sealed: null,
        language: null,
        consented_at: null,
        created_at: null,
      },
    ]);
    const keys = await newsletter.db.database.worker.query(
      'select state, wrapped is null as gone from newsletter.keys where subject = $1',
      [blank[0]?.['id']],
    );
    expect(keys.rows).toEqual([{ state: 'erased', gone: true }]);
    expect(await imported([someone(ADA)])).toEqual(['unsubscribed']);
    expect(await find(ADA)).toEqual([{ municipalityId: MUNICIPALITY, erased: true }]);
    expect(await erase(ADA)).toEqual([{ municipalityId: MUNICIPALITY, erased: true }]);
    expect(await find('bruno@example.org')).toEqual([{ municipalityId: MUNICIPALITY, erased: false }]);
    expect(await erase('nobody@example.org')).toEqual([]);
  });

  it('stay forgotten after a restore from before they were here', async () => {
    await imported([someone(ADA)]);
    await erase(ADA);
    await newsletter.db.database.asOwner((sql) => sql.query('truncate newsletter.subscribers'));
    expect(await imported([someone(ADA)])).toEqual(['unsubscribed']);
    expect(await newsletter.rows()).toEqual([]);
  });

  it('are forgotten again before anything is answered, when a restore brought them back', async () => {
    await imported([someone(ADA)]);
    const [row] = await newsletter.rows();
    const keys = await newsletter.db.database.worker.query<{ wrapped: Buffer }>('select wrapped from newsletter.keys');
    await erase(ADA);
    await newsletter.stop();
    await newsletter.db.database.worker.query(
      `update newsletter.subscribers set status = 'confirmed', sealed = $1, language = 'it', consented_at = now(), created_at = now()`,
      [row?.['sealed']],
    );
    await newsletter.db.database.worker.query(`update newsletter.keys set state = 'active', wrapped = $1`, [
      keys.rows[0]?.wrapped,
    ]);
    await newsletter.start();
    expect(await newsletter.rows()).toEqual([expect.objectContaining({ status: 'unsubscribed', sealed: null })]);
    expect(await find(ADA)).toEqual([{ municipalityId: MUNICIPALITY, erased: true }]);
    expect(newsletter.logged).toContain('forgotten again');
  });

  it('stand in no table, no line of the log and no list of erasures in plain', async () => {
    await imported([someone(ADA)]);
    expect(await imported([someone('ada@@example')])).toEqual([expect.stringMatching(/refused|^email/)]);
    await erase(ADA, { municipality: MUNICIPALITY });
    await imported([someone(ADA), someone('bruno@example.org')]);
    const list = await readFile(join(newsletter.settings.dataDir, 'newsletter-erasures.log'), 'utf8');
    const everything = `${await everyRow(newsletter.db.adminUrl)}\n${newsletter.logged}\n${list}`;
    expect(everything).toContain(MUNICIPALITY);
    expect(everything).not.toMatch(/lovelace|ada@|bruno|example\.org|gelsomina/i);
  });

  it('are judged each by themselves: a wrong line holds up no right one, and is named without what stands in it', async () => {
    const wrong = [someone('nessuna chiocciola'), someone(ADA, { source: '' }), { [ADA]: true }];
    const outcomes = await imported([
      ...wrong,
      someone(ADA),
      someone('b@example.org', { consentedAt: '2026-03-03T00:00:00Z' }),
    ]);
    expect(outcomes).toEqual([
      'email must be an e-mail address',
      'source must be one line of text of 1 to 200 characters, without control or direction characters',
      'The line holds a field that is not one of email, language, consentedAt, source',
      'imported',
      'consentedAt is in the future',
    ]);
    expect(await newsletter.rows()).toHaveLength(1);
  });

  it('are imported by operators alone, within bounds', async () => {
    const full = Array.from({ length: MAX_IMPORT_LINES + 1 }, () => someone(ADA));
    const reply = await newsletter.ask(OPERATOR_SUBJECTS.importSubscribers, linesOf(full));
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'INVALID_REQUEST' } });
    const asked = newsletter.ask(OPERATOR_SUBJECTS.importSubscribers, linesOf([someone(ADA)]), 'gateway');
    await expect(asked).rejects.toThrow('no right');
  });

  it('are with a service that says how it is', async () => {
    expect(await newsletter.value<ServiceHealth>(SUBJECTS.newsletterHealth, {})).toEqual({
      service: 'newsletter',
      ready: true,
      parts: [{ name: 'database', ok: true }],
    });
  });
});

/** Every row of every table of the database, as text. */
async function everyRow(adminUrl: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...rows.map(({ row }) => row));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}
