import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { OPERATOR_SUBJECTS, type AccountView } from '@sportello/contracts';
import type { Municipality, OidcProvider } from '@sportello/service-kit';
import { aMunicipality } from '../../testing/a-municipality';
import { DEMO_PASSWORD, gatewayUnderTest, type GatewayUnderTest } from '../../testing/gateway-under-test';
import { FakeIdentityProvider, type Misbehaviour } from './testing/fake-identity-provider';

const SECRET = 'un segreto: del+client/';
const LEVEL = 'https://www.spid.gov.it/SpidL2';
const ROLES: OidcProvider['roles'] = {
  claim: 'realm_access.roles',
  values: {
    urp: { roles: ['operator'] },
    strade: { roles: ['department'], departments: ['roads'] },
    verde: { roles: ['department'], departments: ['green'] },
  },
};

let provider: FakeIdentityProvider;
let gateway: GatewayUnderTest;
/** Who comes there is sent away. A port where nobody listens could be anybody's a moment later. */
const dead = createServer((socket) => socket.destroy());

beforeAll(async () => {
  provider = await FakeIdentityProvider.start('sportello', SECRET);
  dead.listen(0, '127.0.0.1');
  await once(dead, 'listening');
  const { port: deadPort } = dead.address() as AddressInfo;
  const [issuer, clientId] = [provider.issuer, provider.clientId];
  const oidc = { issuer, clientId, roles: ROLES };
  const comune = (id: string, security?: Municipality['security']): Municipality =>
    aMunicipality({ id, slug: id, hosts: [], ...(security === undefined ? {} : { security }) });
  gateway = await gatewayUnderTest({
    municipalities: [
      comune('borgo', { oidc }),
      comune('keeps-roles', { oidc: { issuer, clientId } }),
      comune('level', { secondFactor: ['operator'], oidc: { ...oidc, acrValues: [LEVEL] } }),
      comune('shares', { oidc: { ...oidc, audiences: ['registry'] } }),
      comune('lonely', { oidc }),
      comune('without'),
      comune('dead', { oidc: { ...oidc, issuer: `http://127.0.0.1:${deadPort}` } }),
      comune('no-secret', { oidc }),
      comune('other-name', { oidc: { ...oidc, issuer: issuer.replace('127.0.0.1', 'localhost') } }),
      comune('misdescribed', { oidc }),
      comune('keyless', { oidc }),
    ],
  });
  await mkdir(join(gateway.dataDir, 'oidc'));
  const withSecret = [
    'borgo',
    'keeps-roles',
    'level',
    'lonely',
    'shares',
    'dead',
    'other-name',
    'misdescribed',
    'keyless',
  ];
  for (const id of withSecret) await writeFile(join(gateway.dataDir, 'oidc', `${id}.secret`), `${SECRET}\n`);
});
afterAll(async () => {
  await gateway.close();
  await provider.close();
  dead.close();
});

let people = 0;
beforeEach(() => {
  provider.misbehaviour = {};
  people += 1;
  provider.person = aPerson({ sub: `person-${people}`, email: `persona${people}@comune.example` });
});

const aPerson = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  sub: 'person',
  email: 'persona@comune.example',
  email_verified: true,
  name: 'Anna Verdi',
  realm_access: { roles: ['urp', 'strade'] },
  ...changes,
});

interface Begun {
  readonly answer: Response;
  readonly address: string;
  readonly cookie: string;
}

async function begin(municipality = 'borgo', returnTo?: string): Promise<Begun> {
  const query = returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(returnTo)}`;
  const answer = await gateway.ask(`/api/v1/sessions/oidc${query}`, { headers: { 'x-municipality': municipality } });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { answer, address: answer.headers.get('location') ?? '', cookie };
}

function finish(
  back: URL,
  cookie: string,
  municipality = 'borgo',
  headers: Record<string, string> = {},
): Promise<Response> {
  return gateway.ask(`/api/v1/sessions/oidc/callback${back.search}`, {
    headers: { 'x-municipality': municipality, cookie, ...headers },
  });
}

/** The whole way of a browser. */
async function signIn(municipality = 'borgo', headers: Record<string, string> = {}): Promise<Response> {
  const { address, cookie } = await begin(municipality);
  return finish(await provider.visit(address), cookie, municipality, headers);
}

async function codeOf(answer: Promise<Response>): Promise<unknown> {
  const response = await answer;
  return response.status === 200 ? 'signed in' : ((await response.json()) as { code: string }).code;
}

async function accounts(municipality = 'borgo'): Promise<readonly AccountView[]> {
  const reply = await gateway.askAsOperator<readonly AccountView[]>(OPERATOR_SUBJECTS.accounts, { municipality });
  return reply.ok ? reply.value : [];
}

/** Some seconds from now, by the clock; timers go on. */
async function later<Value>(seconds: number, work: () => Promise<Value>): Promise<Value> {
  jest.useFakeTimers({
    now: Date.now() + seconds * 1000,
    doNotFake: [
      ...(['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'hrtime', 'performance'] as const),
      ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const),
    ],
  });
  try {
    return await work();
  } finally {
    jest.useRealTimers();
  }
}

const emailOf = (): string => String(provider.person['email']);
const accountNow = async (municipality = 'borgo'): Promise<AccountView | undefined> =>
  (await accounts(municipality)).find(({ email }) => email === emailOf());

function workQueue(token: unknown, municipality = 'borgo'): Promise<Response> {
  const headers = { 'x-municipality': municipality, authorization: `Bearer ${String(token)}` };
  return gateway.ask('/api/v1/work-queue', { headers });
}

describe('Signing in through the provider', () => {
  it('leads there with PKCE, state and nonce, and the browser keeps a cookie that comes back with it', async () => {
    const { answer, address } = await begin();
    expect(answer.status).toBe(302);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^sportello_sign_in=[\w-]{43}; Path=\/api\/v1\/sessions\/oidc; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
    expect(Object.fromEntries(new URL(address).searchParams)).toEqual({
      client_id: 'sportello',
      response_type: 'code',
      scope: 'openid email profile',
      redirect_uri: 'http://sportello.borgo.example/api/v1/sessions/oidc/callback',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const again = new URL((await begin()).address).searchParams;
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(again.get(name)).not.toBe(new URL(address).searchParams.get(name));
  });

  it('makes an account with the roles that the claims give, and opens a session', async () => {
    const answer = await signIn();
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { readonly accessToken: string };
    expect(body).toEqual({
      accessToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: expect.any(String),
      user: { id: expect.any(String), name: 'Anna Verdi', roles: ['operator', 'department'], departments: ['roads'] },
    });
    expect(answer.headers.getSetCookie()).toEqual([
      'sportello_sign_in=; Path=/api/v1/sessions/oidc; HttpOnly; SameSite=Lax; Max-Age=0',
      expect.stringMatching(/^sportello_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/),
    ]);
    expect((await workQueue(body.accessToken)).status).toBe(200);
  });

  it('answers a browser with a page of ours, so that the strict cookie comes along from there', async () => {
    const { address, cookie } = await begin('borgo', '/console?a=1');
    const answer = await finish(await provider.visit(address), cookie, 'borgo', { accept: 'text/html,*/*' });
    const page = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(page).toContain('location.replace("/console?a=1")');
    expect(page).toContain('<a href="/console?a=1">');
    expect(page).not.toMatch(/accessToken|[?&]code=/);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example'])('never ends at %s', async (elsewhere) => {
    expect((await begin('borgo', elsewhere)).answer.status).toBe(400);
  });

  it('keeps the account by the provider’s own name for the person, whatever their e-mail becomes', async () => {
    await signIn();
    const before = await accountNow();
    const formerly = emailOf();
    provider.person = { ...provider.person, email: 'altra@comune.example' };
    const { user } = (await (await signIn()).json()) as { readonly user: { readonly id: string } };
    expect(user.id).toBe(before?.id);
    expect((await accounts()).map(({ email }) => email)).toContain(formerly);
    expect((await accounts()).map(({ email }) => email)).not.toContain('altra@comune.example');
  });

  it('links the account that has the address, when the provider vouches for it', async () => {
    const reply = await gateway.askAsOperator<AccountView>(OPERATOR_SUBJECTS.addAccount, {
      municipality: 'keeps-roles',
      email: emailOf(),
      name: 'Anna',
      roles: ['operator'],
      departments: [],
      password: DEMO_PASSWORD,
    });
    provider.person = { ...provider.person, email_verified: false };
    expect(await codeOf(signIn('keeps-roles'))).toBe('SIGN_IN_NOT_ADMITTED');
    provider.person = { ...provider.person, email_verified: 'true' };
    expect(await codeOf(signIn('keeps-roles'))).toBe('SIGN_IN_NOT_ADMITTED');
    provider.person = { ...provider.person, email_verified: true };
    const { user } = (await (await signIn('keeps-roles')).json()) as { user: { id: string; roles: string[] } };
    expect(user).toMatchObject({ id: reply.ok ? reply.value.id : '', roles: ['operator'] });
    provider.person = { ...provider.person, sub: 'somebody else with the same address' };
    expect(await codeOf(signIn('keeps-roles'))).toBe('SIGN_IN_NOT_ADMITTED');
  });

  it('makes no account where the Comune keeps roles by itself', async () => {
    expect(await codeOf(signIn('keeps-roles'))).toBe('SIGN_IN_NOT_ADMITTED');
    expect(await accountNow('keeps-roles')).toBeUndefined();
  });

  it('gives the roles of today at each sign-in, and takes all of them from who has none left', async () => {
    const { accessToken } = (await (await signIn()).json()) as { readonly accessToken: string };
    provider.person = { ...provider.person, realm_access: { roles: 'verde' } };
    expect(await codeOf(signIn())).toBe('signed in');
    expect(await accountNow()).toMatchObject({ roles: ['department'], departments: ['green'] });
    provider.person = { ...provider.person, realm_access: { roles: ['constructor', 'URP'] } };
    expect(await codeOf(signIn())).toBe('SIGN_IN_NOT_ADMITTED');
    expect(await accountNow()).toMatchObject({ roles: [], departments: [] });
    expect((await workQueue(accessToken)).status).toBe(401);
  });

  it('links an account to somebody else once an administrator has unlinked it, which ends what is open', async () => {
    await signIn();
    const open = (await (await signIn('borgo', { accept: 'application/json' })).json()) as { accessToken: string };
    provider.person = { ...provider.person, sub: `other-${people}` };
    expect(await codeOf(signIn())).toBe('SIGN_IN_NOT_ADMITTED');
    const admin = { email: 'admin@demo.it', password: DEMO_PASSWORD };
    const where = { 'x-municipality': 'borgo' };
    const session = await gateway.send('POST', '/api/v1/sessions', admin, where);
    const { accessToken } = (await session.json()) as { accessToken: string };
    const headers = { ...where, authorization: `Bearer ${accessToken}` };
    const address = `/api/v1/accounts/${(await accountNow())?.id ?? ''}`;
    const linked = async (): Promise<unknown> =>
      ((await (await gateway.ask(address, { headers })).json()) as { linked: unknown }).linked;
    expect(await linked()).toBe(true);
    expect((await gateway.ask(`${address}/identity`, { method: 'DELETE', headers })).status).toBe(204);
    expect(await linked()).toBe(false);
    expect((await workQueue(open.accessToken)).status).toBe(401);
    expect(await codeOf(signIn())).toBe('signed in');
  });

  it('leaves the Comune its last administrator, as long as that one is given any role', async () => {
    const municipality = 'lonely';
    const account = async (): Promise<AccountView | undefined> =>
      (await accounts(municipality)).find(({ email }) => email === emailOf());
    provider.person = { ...provider.person, email: 'admin@demo.it', realm_access: { roles: ['verde'] } };
    expect(await codeOf(signIn(municipality))).toBe('signed in');
    expect(await account()).toMatchObject({ roles: ['department', 'administrator'], departments: ['green'] });
    expect(await codeOf(signIn(municipality))).toBe('signed in');
    const vice = { municipality, email: 'vice@comune.example', name: 'Vice', roles: ['administrator'] };
    const added = { ...vice, departments: [], password: DEMO_PASSWORD };
    expect(await gateway.askAsOperator(OPERATOR_SUBJECTS.addAccount, added)).toMatchObject({ ok: true });
    expect(await codeOf(signIn(municipality))).toBe('signed in');
    expect(await account()).toMatchObject({ roles: ['department'] });
  });

  it.each([[undefined], ['urp'], [{ roles: { urp: true } }], [{ roles: [] }], [{ roles: ['sindaco'] }]])(
    'lets nobody in whose claims say %j, and makes no account of them',
    async (claim) => {
      provider.person = { ...provider.person, realm_access: claim };
      expect(await codeOf(signIn())).toBe('SIGN_IN_NOT_ADMITTED');
      expect(await accountNow()).toBeUndefined();
    },
  );

  it('keeps out whose account is closed here, also when the provider lets them in', async () => {
    await signIn();
    const disable = { municipality: 'borgo', email: emailOf(), disabled: true };
    await gateway.askAsOperator(OPERATOR_SUBJECTS.disableAccount, disable);
    expect(await codeOf(signIn())).toBe('SIGN_IN_NOT_ADMITTED');
  });

  it('makes an account that no password opens', async () => {
    await signIn();
    const body = { email: emailOf(), password: '' };
    for (const password of ['x', DEMO_PASSWORD]) {
      const answer = await gateway.send(
        'POST',
        '/api/v1/sessions',
        { ...body, password },
        { 'x-municipality': 'borgo' },
      );
      expect(answer.status).toBe(401);
    }
  });

  it('is one account also when both first requests come at once', async () => {
    const both = await Promise.all([signIn(), signIn()]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await accounts()).filter(({ email }) => email === emailOf())).toHaveLength(1);
  });

  it('is offered nowhere where no provider is named', async () => {
    expect((await begin('without')).answer.status).toBe(404);
    expect((await finish(new URL('http://x/?state=a&code=b'), '', 'without')).status).toBe(404);
  });

  it('keeps no name of the provider for a person, but a keyed digest', async () => {
    await signIn();
    const { rows } = await gateway.database.asMunicipality('borgo', (sql) =>
      sql.query(`select encode(identity, 'escape') as text, length(identity) as bytes from account_identities`),
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatchObject({ bytes: 32, text: expect.not.stringContaining('person') });
  });

  it('asks the provider to describe itself once, not at each sign-in', async () => {
    await signIn();
    const before = provider.asked.get('/.well-known/openid-configuration');
    await Promise.all([signIn(), signIn()]);
    expect(provider.asked.get('/.well-known/openid-configuration')).toBe(before);
  });
});

describe('Where a level is asked for', () => {
  it('the provider is told, and a sign-in of that level counts as a second factor', async () => {
    provider.person = { ...provider.person, acr: LEVEL };
    const { accessToken } = (await (await signIn('level')).json()) as { readonly accessToken: string };
    expect(provider.authorization.get('acr_values')).toBe(LEVEL);
    expect((await workQueue(accessToken, 'level')).status).toBe(200);
  });

  it.each([[undefined], ['https://www.spid.gov.it/SpidL1'], [[LEVEL]]])('one of level %j is none', async (acr) => {
    provider.person = { ...provider.person, acr };
    expect(await codeOf(signIn('level'))).toBe('SIGN_IN_FAILED');
    expect(await accountNow('level')).toBeUndefined();
  });
});

const now = (): number => Math.floor(Date.now() / 1000);
const saying = (changes: Record<string, unknown>): Misbehaviour => ({ claims: (usual) => ({ ...usual, ...changes }) });

describe('An answer that does not fit', () => {
  const broken: readonly (readonly [string, () => Misbehaviour])[] = [
    ['another nonce', () => saying({ nonce: 'another' })],
    ['no nonce', () => saying({ nonce: undefined })],
    ['another issuer', () => saying({ iss: 'https://evil.example' })],
    ['another audience', () => saying({ aud: 'another' })],
    ['further audiences', () => saying({ aud: ['sportello', 'another'], azp: 'sportello' })],
    ['several audiences and no azp', () => saying({ aud: ['sportello', 'sportello'] })],
    ['the azp of another', () => saying({ azp: 'another' })],
    ['no subject', () => saying({ sub: undefined })],
    ['an exp that has passed', () => saying({ iat: now() - 900, exp: now() - 600 })],
    ['no exp', () => saying({ exp: undefined })],
    ['an iat in the future', () => saying({ iat: now() + 600, exp: now() + 900 })],
    ['an nbf in the future', () => saying({ nbf: now() + 600 })],
    ['no signature', () => ({ signature: 'none' })],
    ['the public key used as a secret', () => ({ signature: 'hs256-with-public-key' })],
    ['a key that was never published', () => ({ signature: 'unknown-key' })],
    ['another key under the name of a known one', () => ({ signature: 'same-kid-other-key' })],
    ['an algorithm that was not agreed', () => ({ signature: 'ps256' })],
    ['no token', () => ({ token: 'without-id-token' })],
    ['an error instead of a code', () => ({ error: 'access_denied' })],
    ['the issuer of somebody else in the way back', () => ({ iss: 'https://evil.example' })],
  ];

  it.each(broken)('%s opens no session and makes no account', async (_what, misbehaviour) => {
    provider.misbehaviour = misbehaviour();
    const answer = await signIn();
    expect(answer.status).toBe(401);
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(body).not.toMatch(/Mario|evil|eyJ/);
    expect(answer.headers.getSetCookie().join()).not.toContain('sportello_session');
    expect(await accountNow()).toBeUndefined();
  });

  it('is told to people on a page that lets them begin again', async () => {
    provider.misbehaviour = { error: 'access_denied' };
    const answer = await signIn('borgo', { accept: 'text/html', 'accept-language': 'it' });
    expect(answer.status).toBe(401);
    const page = await answer.text();
    expect(page).toContain('Accesso non completato');
    expect(page).toContain('href="/api/v1/sessions/oidc"');
  });

  const spoilt: readonly (readonly [string, (back: URL) => void])[] = [
    ['another state', (back) => back.searchParams.set('state', 'another')],
    ['no state', (back) => back.searchParams.delete('state')],
    ['the state twice', (back) => back.searchParams.append('state', back.searchParams.get('state') ?? '')],
    ['no code', (back) => back.searchParams.delete('code')],
    ['another code', (back) => back.searchParams.set('code', 'another')],
    ['no iss, which the provider always sends', (back) => back.searchParams.delete('iss')],
    ['an empty iss', (back) => back.searchParams.set('iss', '')],
  ];

  it.each(spoilt)('because of %s opens nothing', async (_what, spoil) => {
    const { address, cookie } = await begin();
    const back = await provider.visit(address);
    spoil(back);
    expect(await codeOf(finish(back, cookie))).toBe('SIGN_IN_FAILED');
  });

  it('in another browser opens nothing there, and still opens in the right one', async () => {
    const mine = await begin();
    const theirs = await begin();
    const back = await provider.visit(mine.address);
    expect(await codeOf(finish(back, theirs.cookie))).toBe('SIGN_IN_FAILED');
    expect(await codeOf(finish(back, ''))).toBe('SIGN_IN_FAILED');
    expect(await codeOf(finish(back, mine.cookie))).toBe('signed in');
  });

  it('in another Comune opens nothing there', async () => {
    const { address, cookie } = await begin('keeps-roles');
    expect(await codeOf(finish(await provider.visit(address), cookie, 'borgo'))).toBe('SIGN_IN_FAILED');
  });

  it('that comes a second time opens nothing any more, and two at once open one', async () => {
    const { address, cookie } = await begin();
    const back = await provider.visit(address);
    const codes = await Promise.all([codeOf(finish(back, cookie)), codeOf(finish(back, cookie))]);
    expect(codes.sort()).toEqual(['SIGN_IN_FAILED', 'signed in']);
    expect(await codeOf(finish(back, cookie))).toBe('SIGN_IN_FAILED');
  });

  it('with a code that was begun for another sign-in opens nothing: its verifier is another', async () => {
    const first = await provider.visit((await begin()).address);
    const second = await begin();
    const back = await provider.visit(second.address);
    back.searchParams.set('code', first.searchParams.get('code') ?? '');
    expect(await codeOf(finish(back, second.cookie))).toBe('SIGN_IN_FAILED');
  });

  it('after ten minutes is too late', async () => {
    const { address, cookie } = await begin();
    const back = await provider.visit(address);
    expect(await later(601, () => codeOf(finish(back, cookie)))).toBe('SIGN_IN_FAILED');
  });
});

describe('Further audiences', () => {
  it('are taken where the Comune trusts them, with us as the party it was issued to', async () => {
    provider.misbehaviour = saying({ aud: ['sportello', 'registry'], azp: 'sportello' });
    expect(await codeOf(signIn('shares'))).toBe('signed in');
    provider.misbehaviour = saying({ aud: ['registry'], azp: 'sportello' });
    expect(await codeOf(signIn('shares'))).toBe('SIGN_IN_FAILED');
  });
});

describe('A provider that cannot be used', () => {
  const down: readonly Misbehaviour['token'][] = ['fails', 'never-answers', 'drips', 'huge', 'not-json', 'cut-off'];

  it.each(down)('because its token endpoint %s is told as such, with what to do, and opens nothing', async (token) => {
    provider.misbehaviour = token === undefined ? {} : { token };
    const answer = await signIn();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(await answer.json()).toMatchObject({
      code: 'SIGN_IN_PROVIDER_UNAVAILABLE',
      detail: expect.stringContaining('Riprovare'),
    });
  });

  const keyless: readonly Misbehaviour['keys'][] = ['fail', 'never-come', 'are-no-json'];

  it.each(keyless)('because its keys %s is told as such, with what to do, and opens nothing', async (keys) => {
    provider.misbehaviour = keys === undefined ? {} : { keys };
    const asked = provider.asked.get('/jwks') ?? 0;
    const answer = await signIn('keyless');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({
      code: 'SIGN_IN_PROVIDER_UNAVAILABLE',
      detail: expect.stringContaining('Riprovare'),
    });
    expect(body).not.toMatch(/Mario|eyJ/);
    expect(answer.headers.getSetCookie().join()).not.toContain('sportello_session');
    expect(await accountNow('keyless')).toBeUndefined();
    expect(provider.asked.get('/jwks')).toBe(asked + 1);
  });

  it('is used again as soon as it gives its keys', async () => {
    expect(await codeOf(signIn('keyless'))).toBe('signed in');
  });

  it.each(['dead', 'no-secret', 'other-name'])('as that of %s is told as such before one is led there', async (id) => {
    const { answer } = await begin(id);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'SIGN_IN_PROVIDER_UNAVAILABLE' });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  const descriptions: readonly (readonly [string, (document: Record<string, unknown>) => unknown])[] = [
    ['speaks for another', (document) => ({ ...document, issuer: 'https://evil.example' })],
    ['leads to where everybody listens', (document) => ({ ...document, token_endpoint: 'http://id.example/token' })],
    ['has no keys', (document) => ({ ...document, jwks_uri: undefined })],
    ['has a number for an address', (document) => ({ ...document, authorization_endpoint: 7 })],
    ['is a list', () => []],
    ['is nothing', () => null],
    ['is far too long', (document) => ({ ...document, more: 'x'.repeat(1024 * 1024) })],
  ];

  it.each(descriptions)('as its description %s, until it is right again', async (_what, discovery) => {
    provider.misbehaviour = { discovery };
    await writeFile(join(gateway.dataDir, 'oidc', 'misdescribed.secret'), SECRET);
    expect(await codeOf(begin('misdescribed').then(({ answer }) => answer))).toBe('SIGN_IN_PROVIDER_UNAVAILABLE');
  });

  it('is used again as soon as it can be', async () => {
    expect((await begin('misdescribed')).answer.status).toBe(302);
  });

  it('that takes a new key is followed', async () => {
    expect(await codeOf(signIn('shares'))).toBe('signed in');
    await provider.rotateKeys();
    // The keys are asked for anew once a minute at most.
    expect(await later(61, () => codeOf(signIn('shares')))).toBe('signed in');
  });
});
