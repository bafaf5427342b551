import { OPERATOR_SUBJECTS, type AccountView } from '@sportello/contracts';
import { aMunicipality } from '../testing/a-municipality';
import { DEMO_PASSWORD, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';
import type { AccountAnswer, AccountList } from './account.dto';

const borgo = { 'x-municipality': 'borgo-esempio' };
const altrove = { 'x-municipality': 'altrove' };
const ACCOUNTS = '/api/v1/accounts';
const anna = {
  email: 'Anna.Verdi@comune.example',
  name: 'Anna Verdi',
  roles: ['department'],
  departments: ['roads'],
  password: 'una-parola-lunga',
};

type Headers = Record<string, string>;

describe('Accounts over HTTP', () => {
  let gateway: GatewayUnderTest;
  let admin: Headers;
  beforeAll(async () => {
    const other = aMunicipality({ id: 'altrove', slug: 'altrove', name: 'Altrove', hosts: ['altrove.example'] });
    gateway = await gatewayUnderTest({ municipalities: [aMunicipality(), other] });
    admin = await signIn('admin@demo.it', DEMO_PASSWORD);
  });
  afterAll(() => gateway.close());

  async function signIn(email: string, password: string, where: Headers = borgo): Promise<Headers> {
    const answer = await gateway.send('POST', '/api/v1/sessions', { email, password }, where);
    if (answer.status !== 201) throw new Error(`The sign-in was answered ${answer.status}`);
    return { ...where, authorization: `Bearer ${((await answer.json()) as { accessToken: string }).accessToken}` };
  }
  async function refusal(sent: Promise<Response>): Promise<unknown> {
    const answer = await sent;
    return { status: answer.status, ...((await answer.json()) as { code: string; errors?: unknown }) };
  }
  const add = (body: unknown, headers: Headers = {}): Promise<Response> =>
    gateway.send('POST', ACCOUNTS, body, { ...admin, ...headers });
  const change = (id: string, body: unknown, headers: Headers = admin): Promise<Response> =>
    gateway.send('PATCH', `${ACCOUNTS}/${id}`, body, headers);
  const list = async (query = ''): Promise<AccountList> =>
    (await (await gateway.ask(`${ACCOUNTS}${query}`, { headers: admin })).json()) as AccountList;
  const idOf = async (email: string): Promise<string> =>
    (await list('?pageSize=100')).items.find((one) => one.email === email)?.id ?? '';
  const workQueue = async (headers: Headers): Promise<number> =>
    (await gateway.ask('/api/v1/work-queue', { headers })).status;

  it('makes an account once, however often the request comes, and tells another request with the same key apart', async () => {
    const key = { 'idempotency-key': 'anna-1' };
    const first = await add(anna, key);
    expect(first.status).toBe(201);
    const made = (await first.json()) as AccountAnswer;
    expect(first.headers.get('location')).toBe(`${ACCOUNTS}/${made.id}`);
    const { password: _, ...shown } = anna;
    expect(made).toEqual({
      ...shown,
      email: 'anna.verdi@comune.example',
      id: made.id,
      disabled: false,
      secondFactor: false,
      linked: false,
    });
    expect(await (await add(anna, key)).json()).toEqual(made);
    expect(await refusal(add({ ...anna, name: 'Altra' }, key))).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(await refusal(add(anna))).toMatchObject({ status: 400, errors: [{ field: 'email' }] });
    expect(await (await gateway.ask(`${ACCOUNTS}/${made.id}`, { headers: admin })).json()).toEqual(made);
    expect(await workQueue(await signIn(anna.email, anna.password))).toBe(200);
  });

  it('refuses what is no account', async () => {
    const wrong: [object, string][] = [
      [{ ...anna, email: 'nobody' }, 'email'],
      [{ ...anna, name: '' }, 'name'],
      [{ ...anna, name: 'A\u0000' }, 'name'],
      [{ ...anna, roles: ['mayor'] }, 'roles'],
      [{ ...anna, roles: ['operator', 'operator'] }, 'roles'],
      [{ ...anna, roles: 'operator' }, 'roles'],
      [{ ...anna, departments: [] }, 'departments'],
      [{ ...anna, roles: ['department_head'], departments: [] }, 'departments'],
      [{ ...anna, departments: [{ $ne: '' }] }, 'departments'],
      [{ ...anna, password: 'short' }, 'password'],
      [{ ...anna, password: ['una-parola-lunga'] }, 'password'],
      [{ ...anna, password: 'x'.repeat(257) }, 'password'],
      [{ ...anna, municipality: 'altrove' }, 'municipality'],
      [{ ...anna, id: 'mine' }, 'id'],
    ];
    for (const [body, field] of wrong) {
      const refused = (await refusal(add({ email: 'x@comune.example', ...body }))) as { errors: { field: string }[] };
      expect([field, refused]).toEqual([field, expect.objectContaining({ status: 400, code: 'INVALID_REQUEST' })]);
      expect([...new Set(refused.errors.map((error) => error.field))]).toEqual([field]);
    }
    const moon = { ...anna, email: 'luna@comune.example', departments: ['moon'] };
    expect(await refusal(add(moon))).toMatchObject({ status: 400, code: 'UNKNOWN_DEPARTMENT' });
  });

  it('lists by pages, by role and by department, and shows no password', async () => {
    const page = await list('?pageSize=2');
    expect(page).toMatchObject({
      page: 1,
      pageSize: 2,
      total: 6,
      items: [{ email: 'admin@demo.it' }, expect.anything()],
    });
    expect((await list('?role=editor')).items.map(({ email }) => email)).toEqual(['redazione@demo.it']);
    expect((await list('?department=green')).items.map(({ email }) => email)).toEqual(['verde@demo.it']);
    expect(JSON.stringify(await list())).not.toMatch(/scrypt|password/);
    expect((await gateway.ask(`${ACCOUNTS}?role=mayor`, { headers: admin })).status).toBe(400);
    expect((await gateway.ask(`${ACCOUNTS}?pageSize=101`, { headers: admin })).status).toBe(400);
  });

  it('lets other rights hold from the next request on, in sessions that are open too', async () => {
    const id = await idOf('anna.verdi@comune.example');
    const session = await signIn(anna.email, anna.password);
    expect((await change(id, { roles: ['editor'], departments: [] })).status).toBe(200);
    expect(await workQueue(session)).toBe(403);
    expect((await change(id, { roles: ['department_head'], departments: ['green'] })).status).toBe(200);
    expect(await workQueue(session)).toBe(200);
    expect(await refusal(change(id, { departments: [] }))).toMatchObject({ errors: [{ field: 'departments' }] });
  });

  it('ends the sessions with a new password and when the account is closed', async () => {
    const id = await idOf('anna.verdi@comune.example');
    const before = await signIn(anna.email, anna.password);
    await change(id, { password: 'un-altra-parola-lunga' });
    expect(await workQueue(before)).toBe(401);
    const after = await signIn(anna.email, 'un-altra-parola-lunga');
    expect(await (await change(id, { disabled: true })).json()).toMatchObject({ disabled: true });
    expect(await workQueue(after)).toBe(401);
    const closed = { email: anna.email, password: 'un-altra-parola-lunga' };
    expect((await gateway.send('POST', '/api/v1/sessions', closed, borgo)).status).toBe(401);
    expect(await (await change(id, { disabled: false, name: 'Anna Neri' })).json()).toMatchObject({
      name: 'Anna Neri',
    });
  });

  it('lets everybody change their own password, which ends the sessions, and keeps out who guesses it in a session left open', async () => {
    const body = { ...anna, email: 'sola@comune.example' };
    await add(body);
    const mine = await signIn(body.email, body.password);
    const put = (password: string, newPassword = 'la-mia-sola-parola'): Promise<Response> =>
      gateway.send('PUT', '/api/v1/sessions/password', { password, newPassword }, mine);
    expect((await put(body.password, 'short')).status).toBe(400);
    for (let guess = 0; guess < 5; guess++) expect((await put(`sbagliata ${guess}`)).status).toBe(401);
    expect(await refusal(put(body.password))).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
    await change(await idOf(body.email), { locked: false });
    expect((await put(body.password)).status).toBe(204);
    expect(await workQueue(mine)).toBe(401);
    expect(await workQueue(await signIn(body.email, 'la-mia-sola-parola'))).toBe(200);
  });

  it('refuses changes that are none, and those of nobody', async () => {
    const id = await idOf('anna.verdi@comune.example');
    for (const body of [
      {},
      { name: null },
      { disabled: 'yes' },
      { locked: true },
      { email: 'b@b.example' },
      { roles: null },
    ])
      expect([body, (await change(id, body)).status]).toEqual([body, 400]);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await change(nobody, { name: 'Chi' })).status).toBe(404);
    expect((await change('..%2f..', { name: 'Chi' })).status).toBe(404);
    expect((await gateway.ask(`${ACCOUNTS}/${nobody}`, { headers: admin })).status).toBe(404);
  });

  it('keeps the last administrator, also when two step down at the same moment, and also for operators', async () => {
    const me = await idOf('admin@demo.it');
    const last = { status: 409, code: 'LAST_ADMINISTRATOR' };
    expect(await refusal(change(me, { roles: ['operator'] }))).toMatchObject(last);
    expect(await refusal(change(me, { disabled: true }))).toMatchObject(last);
    const byOperator = { municipality: 'borgo-esempio', email: 'admin@demo.it', disabled: true };
    expect(await gateway.askAsOperator(OPERATOR_SUBJECTS.disableAccount, byOperator)).toMatchObject({
      ok: false,
      refusal: { code: 'LAST_ADMINISTRATOR' },
    });
    const second = { ...anna, email: 'vice@comune.example', roles: ['administrator'], departments: [] };
    const { id: vice } = (await (await add(second)).json()) as AccountAnswer;
    const both = await Promise.all([change(me, { roles: ['operator'] }), change(vice, { roles: [] })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const left = await gateway.askAsOperator<readonly AccountView[]>(OPERATOR_SUBJECTS.accounts, {
      municipality: 'borgo-esempio',
    });
    const administrators = left.ok ? left.value.filter(({ roles }) => roles.includes('administrator')) : [];
    expect(administrators).toHaveLength(1);
    if (administrators[0]?.id === vice) {
      admin = await signIn('vice@comune.example', anna.password);
      await change(me, { roles: ['operator', 'administrator'] });
      admin = await signIn('admin@demo.it', DEMO_PASSWORD);
    }
  });

  it('knows no account of another municipality', async () => {
    const id = await idOf('anna.verdi@comune.example');
    const elsewhere = await signIn('admin@demo.it', DEMO_PASSWORD, altrove);
    expect((await gateway.ask(`${ACCOUNTS}/${id}`, { headers: elsewhere })).status).toBe(404);
    expect((await change(id, { name: 'Altri' }, elsewhere)).status).toBe(404);
    const theirs = await (await gateway.ask(`${ACCOUNTS}?pageSize=100`, { headers: elsewhere })).text();
    expect(theirs).not.toMatch(/anna/i);
    for (const way of ['second-factor', 'identity']) {
      const taken = await gateway.ask(`${ACCOUNTS}/${id}/${way}`, { method: 'DELETE', headers: elsewhere });
      expect(taken.status).toBe(404);
    }
    expect((await gateway.ask(ACCOUNTS, { headers: { ...admin, ...altrove } })).status).toBe(401);
  });
});
