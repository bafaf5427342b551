import { createHash, createHmac } from 'node:crypto';
import { DEMO_PASSWORD, aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';
import { aMunicipality } from '../testing/a-municipality';
import { ensureAccounts, wantedAccounts } from './ensure-accounts';
import { Passwords } from './passwords';

let gateway: GatewayUnderTest;
const borgo = aMunicipality();
const altrove = aMunicipality({ id: 'altrove', slug: 'altrove', name: 'Altrove', hosts: ['altrove.example'] });
const inBorgo = { 'x-municipality': 'borgo-esempio' };

beforeAll(async () => {
  gateway = await gatewayUnderTest({
    municipalities: [borgo, altrove],
    variables: { ADMIN_EMAIL: 'capo@borgo.example', ADMIN_PASSWORD: 'parola-del-capo' },
  });
});
afterAll(() => gateway.close());

function signIn(email: string, password = DEMO_PASSWORD, headers: Record<string, string> = inBorgo): Promise<Response> {
  return gateway.send('POST', '/api/v1/sessions', { email, password }, headers);
}

async function tokenOf(email: string): Promise<string> {
  return ((await (await signIn(email)).json()) as { accessToken: string }).accessToken;
}

function workQueue(headers: Record<string, string>): Promise<Response> {
  return gateway.ask('/api/v1/work-queue', { headers: { ...inBorgo, ...headers } });
}

describe('signing in', () => {
  it('gives a token, says until when, and who one is', async () => {
    const answer = await signIn('Strade@Demo.it ');
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({
      accessToken: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
      user: { id: expect.any(String), name: 'Ufficio strade', roles: ['department'], departments: ['roads'] },
    });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^sportello_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
  });

  it('opens the account of the environment', async () => {
    expect((await signIn('capo@borgo.example', 'parola-del-capo')).status).toBe(201);
  });

  it('with a wrong password and with an unknown address are told apart by nothing', async () => {
    const answers = await Promise.all([signIn('urp@demo.it', 'sbagliata'), signIn('nessuno@demo.it', 'sbagliata')]);
    const problems = (await Promise.all(answers.map((answer) => answer.json()))) as { traceId: string }[];
    const [wrong, unknown] = problems.map(({ traceId: _traceId, ...rest }) => rest);
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject({ code: 'WRONG_CREDENTIALS' });
  });

  it('needs both fields as texts', async () => {
    const answer = await gateway.send('POST', '/api/v1/sessions', { email: { $ne: '' }, password: ['a'] }, inBorgo);
    expect(answer.status).toBe(400);
  });
});

describe('a session', () => {
  it('opens the office’s calls until it is ended', async () => {
    const bearer = { authorization: `Bearer ${await tokenOf('urp@demo.it')}` };
    expect((await workQueue(bearer)).status).toBe(200);
    const out = await gateway.ask('/api/v1/sessions', { method: 'DELETE', headers: { ...inBorgo, ...bearer } });
    expect(out.status).toBe(204);
    expect((await workQueue(bearer)).status).toBe(401);
  });

  it('is told from others that come at the same time', async () => {
    const of = async (email: string): Promise<string> => `Bearer ${await tokenOf(email)}`;
    const [urp, roads, ended] = [await of('urp@demo.it'), await of('strade@demo.it'), await of('verde@demo.it')];
    const out = await gateway.ask('/api/v1/sessions', {
      method: 'DELETE',
      headers: { ...inBorgo, authorization: ended },
    });
    expect(out.status).toBe(204);
    const asked = Array.from({ length: 10 }, () => [
      [urp, 200],
      [roads, 200],
      [ended, 401],
      [`Bearer ${'b'.repeat(43)}`, 401],
    ]).flat() as [string, number][];
    const answers = await Promise.all(asked.map(([authorization]) => workQueue({ authorization })));
    expect(answers.map(({ status }) => status)).toEqual(asked.map(([, status]) => status));
  });

  it('is no session in another municipality', async () => {
    const authorization = `Bearer ${await tokenOf('urp@demo.it')}`;
    const elsewhere = await gateway.ask('/api/v1/work-queue', {
      headers: { 'x-municipality': 'altrove', authorization },
    });
    expect(elsewhere.status).toBe(401);
  });

  it('by cookie reads, but changes nothing without the header that only our pages send', async () => {
    const cookie = `sportello_session=${await tokenOf('urp@demo.it')}`;
    expect((await workQueue({ cookie })).status).toBe(200);
    const assign = (headers: Record<string, string>): Promise<Response> =>
      gateway.send(
        'PUT',
        '/api/v1/reports/00000000000/assignment',
        { departmentId: 'roads' },
        { ...inBorgo, cookie, ...headers },
      );
    const forged = await assign({});
    expect(forged.status).toBe(403);
    expect(await forged.json()).toMatchObject({ code: 'NOT_ALLOWED', errors: [{ field: 'X-Sportello-Csrf' }] });
    expect((await assign({ 'x-sportello-csrf': '1' })).status).toBe(404);
  });

  it('that is none is told so, and a stale cookie keeps nobody from submitting', async () => {
    const answer = await workQueue({ authorization: `Bearer ${'a'.repeat(43)}` });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    const submitted = await gateway.send('POST', '/api/v1/reports', aSubmission(), {
      ...inBorgo,
      cookie: `sportello_session=${'a'.repeat(43)}`,
    });
    expect(submitted.status).toBe(201);
  });

  it('stands in the database as a hash, in its municipality alone', async () => {
    const token = await tokenOf('urp@demo.it');
    const count = (municipality: string): Promise<unknown> =>
      gateway.database.asMunicipality(
        municipality,
        async (sql) => (await sql.query(`select count(*)::int as count from sessions`)).rows[0]?.['count'],
      );
    expect(await count('borgo-esempio')).not.toBe(0);
    expect(await count('altrove')).toBe(0);
    const found = await gateway.database.asMunicipality('borgo-esempio', (sql) =>
      sql.query(`select 1 from sessions where encode(token_hash, 'escape') = $1`, [token]),
    );
    expect(found.rowCount).toBe(0);
  });
});

describe('a token', () => {
  const bearer = async (token: string): Promise<number> =>
    (await workQueue({ authorization: `Bearer ${token}` })).status;
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = part({ sub: 'urp@demo.it', roles: ['operator'], exp: 4_102_444_800 });

  it('opens nothing once its time is over, and its cookie neither', async () => {
    const token = await tokenOf('urp@demo.it');
    const hash = createHash('sha256').update(token).digest();
    const endsAt = (seconds: number): Promise<unknown> =>
      gateway.database.asMunicipality('borgo-esempio', (sql) =>
        sql.query(`update sessions set expires_at = now() + $2 * interval '1 second' where token_hash = $1`, [
          hash,
          seconds,
        ]),
      );
    await endsAt(3_600);
    expect(await bearer(token)).toBe(200);
    await endsAt(-1);
    expect(await bearer(token)).toBe(401);
    expect((await workQueue({ cookie: `sportello_session=${token}` })).status).toBe(401);
  });

  it.each<[string, (token: string) => string]>([
    ['changed in one letter', (token) => `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`],
    ['cut', (token) => token.slice(0, -1)],
    ['longer', (token) => `${token}A`],
    ['padded', (token) => `${token}=`],
    ['what stands of it in the database', (token) => createHash('sha256').update(token).digest('base64url')],
    ['two at once', (token) => `${token},${token}`],
    ['a claim that nobody signed', () => `${part({ alg: 'none' })}.${claims}.`],
    [
      'a claim signed with what everybody knows',
      (token) => {
        const signed = `${part({ alg: 'HS256' })}.${claims}`;
        return `${signed}.${createHmac('sha256', token).update(signed).digest('base64url')}`;
      },
    ],
  ])('that is %s opens nothing', async (_what, made) => {
    const token = await tokenOf('urp@demo.it');
    expect(await bearer(made(token))).toBe(401);
    expect(await bearer(token)).toBe(200);
  });
});

describe('the accounts that must exist', () => {
  const settings = { demo: true, adminEmail: 'admin@demo.it', demoPassword: DEMO_PASSWORD };

  it('are not made without a password that was given, nor demo accounts outside a demo', () => {
    expect(wantedAccounts({ demo: true, adminEmail: 'admin@demo.it' })).toEqual([]);
    expect(
      wantedAccounts({ ...settings, demo: false, adminPassword: 'parola-del-capo' }).map(({ email }) => email),
    ).toEqual(['admin@demo.it']);
  });

  it('have the roles of today when they were made before there were any such, and give a municipality its administrator back', async () => {
    const rolesOf = async (): Promise<unknown> =>
      gateway.database.asMunicipality('altrove', async (sql) =>
        Object.fromEntries(
          (await sql.query<{ email: string; roles: string[] }>('select email, roles from accounts')).rows.map(
            ({ email, roles }) => [email, roles],
          ),
        ),
      );
    const before = await rolesOf();
    await gateway.database.asMunicipality('altrove', async (sql) => {
      await sql.query(`update accounts set roles = array_remove(roles, 'administrator')`);
      await sql.query(`update accounts set roles = '{}' where email = 'redazione@demo.it'`);
    });
    const accounts = wantedAccounts(settings);
    await ensureAccounts({
      database: gateway.database,
      municipalities: [altrove],
      passwords: new Passwords(),
      accounts,
    });
    const { 'capo@borgo.example': other, ...demo } = (await rolesOf()) as Record<string, string[]>;
    expect({ ...demo, 'capo@borgo.example': ['operator', 'administrator'] }).toEqual(before);
    expect(other).toEqual(['operator']);
  });

  it('take the new password when it changed, which ends their sessions', async () => {
    const token = await tokenOf('verde@demo.it');
    const accounts = wantedAccounts({ ...settings, demoPassword: 'un-altra-parola' }).filter(
      ({ email }) => email === 'verde@demo.it',
    );
    await ensureAccounts({ database: gateway.database, municipalities: [borgo], passwords: new Passwords(), accounts });
    expect((await workQueue({ authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await signIn('verde@demo.it')).status).toBe(401);
    expect((await signIn('verde@demo.it', 'un-altra-parola')).status).toBe(201);
  });
});

it('nobody is served who names no municipality when there are several', async () => {
  const answer = await gateway.ask('/api/v1/municipality');
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'UNKNOWN_MUNICIPALITY' });
  expect((await gateway.ask('/api/v1/municipality', { headers: { 'x-municipality': 'nowhere' } })).status).toBe(404);
});
