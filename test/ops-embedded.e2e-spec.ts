import { appendFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportCode } from '@sportello/contracts/words';
import { eventually } from '@sportello/event-sourcing/testing';
import { launch, sportello, type Said } from './support/command-line';
import { aReport, Door } from './support/door';
import { ALWAYS, aToldReport, REPORTER, tamper } from './support/operated-product';
import { operatorsCases } from './support/operators-cases';
import { Product, temporaryDataDir } from './support/product';
import { POSITIONS } from './support/positions';
import { appendUnreadable } from './support/unreadable-event';

operatorsCases('embedded');

describe('What operators do beside a running product', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;
  let door: Door;
  let code: string;
  const run = (...args: readonly string[]): Promise<Said> => sportello(data.path, ...args);

  beforeAll(async () => {
    data = await temporaryDataDir();
    product = await Product.start({ dataDir: data.path });
    door = new Door(product.url);
    ({ code } = await aToldReport(door));
  });
  afterAll(async () => {
    await product.dispose();
    await data.remove();
  });

  it('ends without a word when its reader has seen enough', async () => {
    const tail = launch({ DATA_DIR: data.path }, ['events', 'tail', '--from', 'start']);
    await eventually(
      async () => tail.saidSoFar,
      (out) => out !== '',
    );
    tail.child.stdout?.destroy();
    await door.post('/api/v1/reports', aReport({ reporter: undefined }));
    await door.post('/api/v1/reports', aReport({ reporter: undefined }));
    expect(await tail.end()).toMatchObject({ code: 0, err: '' });
  });

  it('shows a report’s stream sealed, and opened for who must read it', async () => {
    const sealed = await run('stream', 'show', code);
    expect(sealed.out.split('\n')).toHaveLength(5);
    expect(sealed.out).not.toMatch(/Buca|una\.buca/);
    const opened = await run('stream', 'show', code.toLowerCase(), '--personal');
    expect(opened.out).toMatch(/Buca in via Roma.*una\.buca@example\.org/);
  });

  it('tells when the record has lost a message that the log asks for', async () => {
    await tamper(data.path, `delete from notifications.deliveries where recipient = $1 and template = 'assigned'`, [
      code,
    ]);
    const replay = await run('notifications', 'replay', ...ALWAYS);
    expect(replay.code).toBe(1);
    expect(replay.out).toMatch(new RegExp(`^${code} +assigned +due +none`, 'm'));
  });

  it('gives dead letters another try, or gives them up when that is wanted', async () => {
    const unsent = `delete from notifications.dev_mailbox where message_id in
      (select message_id from notifications.deliveries where recipient = $1 and template = 'resolved')`;
    const die = `update notifications.deliveries set state = 'dead', last_error = 'smtp-550', attempts = 8, sent_at = null,
      sealed_reporter = (select sealed_reporter from notifications.report_recipients where code = $1)
                  where recipient = $1 and template = 'resolved'`;
    await tamper(data.path, unsent, [code]);
    await tamper(data.path, die, [code]);
    const listed = await run('dead-letters', 'list', '--json');
    expect(listed).toMatchObject({ code: 1 });
    const letters = listed.json()[0]?.['deadLetters'] as readonly { readonly eventId: string }[];
    expect(await run('dead-letters', 'retry', letters[0]?.eventId ?? '')).toMatchObject({ code: 0 });
    await eventually(
      () => door.mailsTo(REPORTER),
      (mails) => mails.length === 4,
    );
    expect(await run('dead-letters', 'list')).toMatchObject({ code: 0 });
    await tamper(data.path, die, [code]);
    expect((await run('dead-letters', 'discard', '--all')).out).toContain('Nothing was changed');
    expect(await run('dead-letters', 'list')).toMatchObject({ code: 1 });
    expect(await run('dead-letters', 'discard', '--all', '--yes')).toMatchObject({ code: 0 });
    expect(await run('dead-letters', 'list')).toMatchObject({ code: 0 });
  });

  it('forgets everything about a person by an address alone, once it is told to', async () => {
    const email = 'Dimentica.Mi@example.org';
    const reporter = { name: 'Da Dimenticare', email };
    const codes: string[] = [];
    for (let report = 0; report < 2; report += 1)
      codes.push(String((await door.post('/api/v1/reports', aReport({ reporter }))).body['code']));
    const dry = await run('erase', email.toLowerCase());
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was changed') });
    const [done] = (
      await launch({ DATA_DIR: data.path }, ['erase', '-', '--yes', '--json'], `${email}\n`).end()
    ).json();
    expect(done).toMatchObject({ ok: true, erased: 2 });
    const shown = await eventually(
      () => run('stream', 'show', codes[0] ?? '', '--personal'),
      ({ out }) => out.includes('(erased)'),
    );
    expect(shown.code).toBe(0);
    expect(shown.out).not.toMatch(/Dimenticare|imentica\.mi/i);
    expect((await run('erase', codes[1] ?? '')).out).toContain('Nothing is left to erase');
  });

  it('makes an account that can sign in, until it is closed', async () => {
    const [made] = (
      await run('users', 'add', 'nuova@comune.example', '--name', 'Nuova', '--role', 'operator', '--json')
    ).json();
    const credentials = { email: 'nuova@comune.example', password: made?.['password'] };
    expect((await door.post('/api/v1/sessions', credentials)).status).toBe(201);
    expect((await run('users', 'disable', 'nuova@comune.example', '--yes')).code).toBe(0);
    expect((await door.post('/api/v1/sessions', credentials)).status).toBe(401);
    expect((await run('users', 'list')).out).toMatch(/^nuova@comune\.example .* closed/m);
  });

  it('opens a closed account again, gives it another password, and takes a lost second factor from it', async () => {
    const email = 'ritorna@comune.example';
    const signsIn = async (password: unknown): Promise<number> =>
      (await door.post('/api/v1/sessions', { email, password })).status;
    const passwordIn = (said: Said): unknown => said.json()[0]?.['password'];
    const first = passwordIn(await run('users', 'add', email, '--name', 'Ritorna', '--role', 'operator', '--json'));
    expect((await run('users', 'disable', email, '--yes')).code).toBe(0);
    expect(await signsIn(first)).toBe(401);
    expect((await run('users', 'enable', email)).code).toBe(0);
    expect(await signsIn(first)).toBe(201);

    const second = passwordIn(await run('users', 'password', email, '--json'));
    expect([await signsIn(first), await signsIn(second)]).toEqual([401, 201]);
    const chosen = 'scelta-da-lei-stessa-1';
    const given = launch({ DATA_DIR: data.path }, ['users', 'password', email, '--password-stdin'], `${chosen}\n`);
    const said = await given.end();
    expect(said.code).toBe(0);
    expect(said.out).not.toContain(chosen);
    expect([await signsIn(second), await signsIn(chosen)]).toEqual([401, 201]);

    await tamper(
      data.path,
      `insert into gateway.second_factors (municipality_id, account_id, sealed_secret, confirmed_at, last_step)
         select municipality_id, id, 'sealed', now(), 1 from gateway.accounts where email = $1`,
      [email],
    );
    expect(await signsIn(chosen)).not.toBe(201);
    const dry = await run('users', 'reset-second-factor', email);
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was changed') });
    expect(await signsIn(chosen)).not.toBe(201);
    expect((await run('users', 'reset-second-factor', email, '--yes')).code).toBe(0);
    expect(await signsIn(chosen)).toBe(201);
  });

  it('counts whom drafted rules of retention would forget, and forgets nobody', async () => {
    const draft = join(data.path, 'borgo-esempio.yaml');
    await copyFile(join(__dirname, '..', 'deploy', 'municipalities', 'borgo-esempio.yaml'), draft);
    await appendFile(draft, '\nretention: { reporter: P1Y }\n');
    const tried = await eventually(
      () => run('municipality', 'try-retention', draft, '--at', '2100-01-01T00:00:00Z', '--json'),
      // A read model that is still catching up is not asked.
      ({ code: verdict }) => verdict === 0,
    );
    const [trial] = tried.json();
    expect(trial).toMatchObject({ municipality: 'borgo-esempio', wouldForget: { texts: 0 } });
    const { reporters } = trial?.['wouldForget'] as { readonly reporters: number };
    expect(reporters).toBeGreaterThan(0);
    expect((await run('stream', 'show', code, '--personal')).out).toContain(REPORTER);
  });

  it.each<[string, readonly string[], number, string]>([
    ['an unknown command', ['nonsense'], 2, "unknown command 'nonsense'"],
    ['a projection that is not there', ['projection', 'rebuild', 'nothing'], 1, 'there are: status_page, work_queue'],
    ['a code with a wrong character', ['stream', 'show', '00000000001'], 2, 'is not the code of a report'],
    [
      'a position of another kind of store',
      ['events', 'tail', '--from', POSITIONS.foreign],
      1,
      'another kind of store',
    ],
    [
      'a position after the end of the log',
      ['events', 'tail', '--from', POSITIONS.afterTheEnd],
      1,
      'restored from an older copy',
    ],
    ['a time without its offset', ['report', 'as-of', '00000000000', '2026-01-01'], 2, 'with its offset'],
  ])('says what is wrong with %s', async (_what, args, verdict, message) => {
    const said = await run(...args);
    expect({ code: said.code, out: said.out }).toEqual({ code: verdict, out: '' });
    expect(said.err).toContain(message);
  });

  it.each<[string, readonly string[], string]>([
    ['an unknown command', ['nonsense'], "unknown command 'nonsense'"],
    ['an argument that is missing', ['projection', 'rebuild'], "missing required argument 'name'"],
    ['an option that is missing', ['users', 'add', 'anna@comune.example'], "required option '--name <name>'"],
  ])('tells machines too what is wrong with %s', async (_what, args, message) => {
    const said = await run(...args, '--json');
    expect({ code: said.code, said: said.json() }).toEqual({
      code: 2,
      said: [{ error: { code: 'USAGE', message: expect.stringContaining(message) } }],
    });
  });

  it('lists the streams that a read model could not take, tries them again, and goes on without one at a word', async () => {
    const stream = `report-borgo-esempio_${reportCode(new Uint8Array(32).fill(7))}`;
    await appendUnreadable(data.path, stream);
    const listed = (state: string): RegExp => new RegExp(`^status_page +${stream} +0 .*InvalidEvent.* ${state}$`, 'm');
    const waiting = await eventually(
      () => run('poison', 'list'),
      ({ out }) => listed('waits').test(out),
    );
    expect(waiting.code).toBe(1);
    const tried = await run('poison', 'retry', 'status_page', stream, '--json');
    expect({ code: tried.code, said: tried.json() }).toMatchObject({
      code: 1,
      said: [{ ok: false, freed: 0, left: [{ stream, revision: 0, skipped: false }] }],
    });
    expect(await run('poison', 'skip', 'status_page', 'report-borgo-esempio_nobody')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has not parked'),
    });
    const dry = await run('poison', 'skip', 'status_page', stream);
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('from revision 0 on. Nothing was changed') });
    expect((await run('poison', 'list')).out).toMatch(listed('waits'));
    expect((await run('poison', 'skip', 'status_page', stream, '--yes')).code).toBe(0);
    expect((await run('poison', 'list')).out).toMatch(listed('skipped'));
  });
});
