import { OPERATOR_SUBJECTS } from '@sportello/contracts';
import { aMunicipality } from '../../testing/a-municipality';
import { DEMO_PASSWORD, gatewayUnderTest, type GatewayUnderTest } from '../../testing/gateway-under-test';
import { codeOf, stepOf } from './totp';

const START = Date.UTC(2026, 2, 2, 9, 0, 10);
const SET_ASIDE = { 'x-municipality': 'altrove' };
const secrets = new Map<string, Buffer>();

type Body = Record<string, unknown>;
type Headers = Record<string, string>;

let gateway: GatewayUnderTest;

beforeAll(async () => {
  // Only what time it is; timers go on.
  jest.useFakeTimers({
    now: START,
    doNotFake: [
      ...(['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'hrtime', 'performance'] as const),
      ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const),
    ],
  });
  const strict = aMunicipality({
    id: 'altrove',
    slug: 'altrove',
    name: 'Altrove',
    hosts: [],
    security: { secondFactor: ['operator'] },
  });
  gateway = await gatewayUnderTest({ municipalities: [aMunicipality(), strict] });
});
afterAll(async () => {
  await gateway.close();
  jest.useRealTimers();
});
afterEach(() => jest.setSystemTime(START));

const later = (seconds: number): unknown => jest.setSystemTime(Date.now() + seconds * 1000);
const inBorgo = { 'x-municipality': 'borgo-esempio' };

/** What an authenticator shows now. */
function codeFor(email: string, steps = 0): string {
  return codeOf(secrets.get(email) ?? Buffer.alloc(0), stepOf(new Date()) + steps);
}

function signIn(email: string, more: Body = {}, where: Headers = inBorgo): Promise<Response> {
  return gateway.send('POST', '/api/v1/sessions', { email, password: DEMO_PASSWORD, ...more }, where);
}

async function bodyOf(answer: Promise<Response>): Promise<Body> {
  return (await (await answer).json()) as Body;
}

async function bearerOf(email: string, more: Body = {}, where: Headers = inBorgo): Promise<Headers> {
  const { accessToken } = await bodyOf(signIn(email, more, where));
  return { ...where, authorization: `Bearer ${String(accessToken)}` };
}

function totp(path: string, body: Body, headers: Headers): Promise<Response> {
  return gateway.send('POST', `/api/v1/sessions/totp${path}`, body, headers);
}

/** Base32 (RFC 4648) back to bytes, as an authenticator reads it. */
function bytesOf(secret: string): Buffer {
  const bits = Array.from(secret, (one) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'),
  );
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

async function begin(email: string, headers: Headers): Promise<void> {
  const { secret } = await bodyOf(totp('', { password: DEMO_PASSWORD }, headers));
  secrets.set(email, bytesOf(String(secret)));
}

/** Sets a second factor up. @returns the recovery codes */
async function enrol(email: string, headers: Headers): Promise<readonly string[]> {
  await begin(email, headers);
  const { recoveryCodes } = await bodyOf(totp('/confirmation', { code: codeFor(email) }, headers));
  return recoveryCodes as readonly string[];
}

const workQueue = (headers: Headers): Promise<Response> => gateway.ask('/api/v1/work-queue', { headers });
const reset = (email: string, municipality = 'borgo-esempio'): Promise<unknown> =>
  gateway.askAsOperator(OPERATOR_SUBJECTS.resetSecondFactor, { email, municipality });

describe('A second factor', () => {
  afterEach(() => reset('urp@demo.it'));

  it('is set up with the password and a first code, and ends the other sessions', async () => {
    const other = await bearerOf('urp@demo.it');
    const mine = await bearerOf('urp@demo.it');
    expect(await bodyOf(totp('', { password: 'sbagliata' }, mine))).toMatchObject({ code: 'WRONG_CREDENTIALS' });
    const begun = await bodyOf(totp('', { password: DEMO_PASSWORD }, mine));
    expect(begun).toEqual({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      uri: `otpauth://totp/Sportello%20Borgo%20Esempio:urp%40demo.it?secret=${String(begun['secret'])}&issuer=Sportello%20Borgo%20Esempio&algorithm=SHA1&digits=6&period=30`,
    });
    secrets.set('urp@demo.it', bytesOf(String(begun['secret'])));
    expect((await signIn('urp@demo.it')).status).toBe(201);
    const wrong = String((Number(codeFor('urp@demo.it')) + 1) % 1_000_000).padStart(6, '0');
    expect(await bodyOf(totp('/confirmation', { code: wrong }, mine))).toMatchObject({ code: 'SECOND_FACTOR_WRONG' });
    const confirmed = await totp('/confirmation', { code: codeFor('urp@demo.it') }, mine);
    expect(confirmed.headers.get('cache-control')).toBe('no-store');
    expect((await confirmed.json()) as Body).toEqual({ recoveryCodes: expect.any(Array) });
    expect((await workQueue(mine)).status).toBe(200);
    expect((await workQueue(other)).status).toBe(401);
    expect(await bodyOf(gateway.ask('/api/v1/sessions/totp', { headers: mine }))).toEqual({
      enrolled: true,
      required: false,
      recoveryCodesLeft: 10,
    });
  });

  it('is asked for at sign-in after the password alone was right, and tells nothing to who has not even that', async () => {
    await enrol('urp@demo.it', await bearerOf('urp@demo.it'));
    const asked = await signIn('urp@demo.it');
    expect(asked.status).toBe(401);
    expect(await asked.json()).toMatchObject({ code: 'SECOND_FACTOR_REQUIRED' });
    expect(asked.headers.get('set-cookie')).toBeNull();
    expect(await bodyOf(signIn('urp@demo.it', { password: 'sbagliata' }))).toMatchObject({ code: 'WRONG_CREDENTIALS' });
    later(30);
    const code = codeFor('urp@demo.it');
    expect(await bodyOf(signIn('urp@demo.it', { password: 'sbagliata', code }))).toMatchObject({
      code: 'WRONG_CREDENTIALS',
    });
    expect((await signIn('urp@demo.it', { code })).status).toBe(201);
  });

  it('takes each code once, also of two who come at once, and none older than one it took', async () => {
    await enrol('urp@demo.it', await bearerOf('urp@demo.it'));
    expect(await bodyOf(signIn('urp@demo.it', { code: codeFor('urp@demo.it') }))).toMatchObject({
      code: 'SECOND_FACTOR_WRONG',
    });
    later(60);
    const code = codeFor('urp@demo.it');
    const both = await Promise.all([signIn('urp@demo.it', { code }), signIn('urp@demo.it', { code })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 401]);
    expect((await signIn('urp@demo.it', { code: codeFor('urp@demo.it', -1) })).status).toBe(401);
    expect((await signIn('urp@demo.it', { code: codeFor('urp@demo.it', 2) })).status).toBe(401);
    expect((await signIn('urp@demo.it', { code: codeFor('urp@demo.it', 1) })).status).toBe(201);
  });

  it('has recovery codes, each good once however it is typed, until new ones are made', async () => {
    const [first = '', second = '', third = ''] = await enrol('urp@demo.it', await bearerOf('urp@demo.it'));
    const mine = await bearerOf('urp@demo.it', { code: first.toUpperCase().replaceAll('-', ' ') });
    expect((await signIn('urp@demo.it', { code: first })).status).toBe(401);
    const renewal = { password: DEMO_PASSWORD, code: second };
    const { recoveryCodes } = await bodyOf(totp('/recovery-codes', renewal, mine));
    expect((await signIn('urp@demo.it', { code: third })).status).toBe(401);
    expect((await signIn('urp@demo.it', { code: (recoveryCodes as readonly string[])[0] })).status).toBe(201);
    expect(await bodyOf(gateway.ask('/api/v1/sessions/totp', { headers: mine }))).toMatchObject({
      recoveryCodesLeft: 9,
    });
  });

  it('goes with password and code together, not with one of them', async () => {
    const mine = await bearerOf('urp@demo.it');
    await enrol('urp@demo.it', mine);
    later(30);
    const code = codeFor('urp@demo.it');
    expect((await totp('/removal', { password: 'sbagliata', code }, mine)).status).toBe(401);
    expect((await totp('/removal', { password: DEMO_PASSWORD, code: '000000' }, mine)).status).toBe(401);
    expect((await totp('/removal', { password: DEMO_PASSWORD }, mine)).status).toBe(400);
    expect((await totp('/removal', { password: DEMO_PASSWORD, code }, mine)).status).toBe(204);
    expect((await signIn('urp@demo.it')).status).toBe(201);
    expect(await bodyOf(totp('/removal', { password: DEMO_PASSWORD, code }, mine))).toMatchObject({
      code: 'SECOND_FACTOR_NOT_BEGUN',
    });
  });

  it('cannot be set up over one that is there, nor confirmed before it is begun', async () => {
    const mine = await bearerOf('urp@demo.it');
    expect(await bodyOf(totp('/confirmation', { code: '000000' }, mine))).toMatchObject({
      code: 'SECOND_FACTOR_NOT_BEGUN',
    });
    await enrol('urp@demo.it', mine);
    expect(await bodyOf(totp('', { password: DEMO_PASSWORD }, mine))).toMatchObject({
      code: 'SECOND_FACTOR_ALREADY_ENROLLED',
    });
    expect(await bodyOf(totp('/confirmation', { code: codeFor('urp@demo.it') }, mine))).toMatchObject({
      code: 'SECOND_FACTOR_ALREADY_ENROLLED',
    });
  });

  it('begun twice is the second one alone', async () => {
    const mine = await bearerOf('urp@demo.it');
    await begin('urp@demo.it', mine);
    const first = codeFor('urp@demo.it');
    await begin('urp@demo.it', mine);
    expect((await totp('/confirmation', { code: first }, mine)).status).toBe(401);
    expect((await totp('/confirmation', { code: codeFor('urp@demo.it') }, mine)).status).toBe(200);
  });

  it('that an operator resets asks for no code any more, and ends what was open', async () => {
    const mine = await bearerOf('urp@demo.it');
    await enrol('urp@demo.it', mine);
    expect(await reset('urp@demo.it')).toMatchObject({ ok: true, value: { email: 'urp@demo.it' } });
    expect((await workQueue(mine)).status).toBe(401);
    expect((await signIn('urp@demo.it')).status).toBe(201);
    expect(await reset('nobody@demo.it')).toMatchObject({ ok: false, refusal: { code: 'NOT_FOUND' } });
  });

  it('that an administrator resets asks for no code any more, and ends what was open', async () => {
    const mine = await bearerOf('urp@demo.it');
    await enrol('urp@demo.it', mine);
    const admin = await bearerOf('admin@demo.it');
    const listed = await bodyOf(gateway.ask('/api/v1/accounts?role=operator', { headers: admin }));
    const urp = (listed['items'] as Body[]).find(({ email }) => email === 'urp@demo.it') ?? {};
    expect(urp).toMatchObject({ secondFactor: true });
    const address = `/api/v1/accounts/${String(urp['id'])}/second-factor`;
    expect((await gateway.ask(address, { method: 'DELETE', headers: mine })).status).toBe(403);
    expect((await gateway.ask(address, { method: 'DELETE', headers: admin })).status).toBe(204);
    expect((await workQueue(mine)).status).toBe(401);
    expect((await signIn('urp@demo.it')).status).toBe(201);
    const nobody = '/api/v1/accounts/00000000-0000-4000-8000-000000000000/second-factor';
    expect((await gateway.ask(nobody, { method: 'DELETE', headers: admin })).status).toBe(404);
  });

  it('is not guessed at in a session that was left open: after five wrong codes nobody is heard for a while', async () => {
    const mine = await bearerOf('verde@demo.it');
    await enrol('verde@demo.it', mine);
    later(60);
    const guess = (code: string): Promise<Response> => totp('/removal', { password: DEMO_PASSWORD, code }, mine);
    for (let wrong = 0; wrong < 5; wrong++)
      expect(await bodyOf(guess(codeFor('verde@demo.it', 100 + wrong)))).toMatchObject({ code: 'SECOND_FACTOR_WRONG' });
    const late = await guess(codeFor('verde@demo.it'));
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await signIn('verde@demo.it', { code: codeFor('verde@demo.it') })).status).toBe(429);
    later(61);
    expect((await guess(codeFor('verde@demo.it'))).status).toBe(204);
  });

  it('stands in the database sealed, and its recovery codes as hashes, in its municipality alone', async () => {
    const codes = await enrol('urp@demo.it', await bearerOf('urp@demo.it'));
    const rows = (municipality: string): Promise<readonly Body[]> =>
      gateway.database.asMunicipality(
        municipality,
        async (sql) => (await sql.query(`select *, recovery_codes::text as codes from second_factors`)).rows,
      );
    const [row] = await rows('borgo-esempio');
    const sealed = Buffer.from(String(row?.['sealed_secret']), 'base64url');
    expect(sealed.includes(secrets.get('urp@demo.it') ?? Buffer.alloc(1))).toBe(false);
    const written = JSON.stringify(row).toLowerCase();
    for (const code of codes) expect(written).not.toContain(Buffer.from(code.replaceAll('-', '')).toString('hex'));
    expect(await rows('altrove')).toEqual([]);
  });

  it.each([{ code: 287082 }, { code: '' }, { code: '0'.repeat(41) }, { code: ['287082'] }])(
    'does not take %j for a code',
    async (code) => {
      const status = (await signIn('urp@demo.it', code)).status;
      expect(status).toBe(400);
    },
  );

  it('is nobody’s who is not signed in, and another site cannot set one up with the cookie alone', async () => {
    expect((await totp('', { password: DEMO_PASSWORD }, inBorgo)).status).toBe(401);
    const { accessToken } = await bodyOf(signIn('urp@demo.it'));
    const cookie = `sportello_session=${String(accessToken)}`;
    expect((await totp('', { password: DEMO_PASSWORD }, { ...inBorgo, cookie })).status).toBe(403);
  });
});

describe('Where the Comune asks for a second factor', () => {
  afterEach(() => reset('urp@demo.it', 'altrove'));

  it('who has none can set one up and leave, and nothing else', async () => {
    const mine = await bearerOf('urp@demo.it', {}, SET_ASIDE);
    const refused = await workQueue(mine);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'SECOND_FACTOR_ENROLMENT_REQUIRED' });
    const open = await gateway.ask('/api/v1/reports', { headers: mine });
    expect(open.status).toBe(403);
    expect(await bodyOf(gateway.ask('/api/v1/sessions/totp', { headers: mine }))).toMatchObject({
      enrolled: false,
      required: true,
    });
    await enrol('urp@demo.it', mine);
    expect((await workQueue(mine)).status).toBe(200);
    later(30);
    const again = await bearerOf('urp@demo.it', { code: codeFor('urp@demo.it') }, SET_ASIDE);
    expect((await workQueue(again)).status).toBe(200);
    later(30);
    const removal = { password: DEMO_PASSWORD, code: codeFor('urp@demo.it') };
    expect((await totp('/removal', removal, again)).status).toBe(204);
    expect((await workQueue(again)).status).toBe(403);
    expect((await gateway.ask('/api/v1/sessions', { method: 'DELETE', headers: again })).status).toBe(204);
  });

  it('a browser that has their cookie still shows what everybody may see', async () => {
    const { accessToken } = await bodyOf(signIn('urp@demo.it', {}, SET_ASIDE));
    const headers = { ...SET_ASIDE, cookie: `sportello_session=${String(accessToken)}` };
    expect((await gateway.ask('/api/v1/reports', { headers })).status).toBe(200);
    expect((await workQueue(headers)).status).toBe(403);
  });

  it('accounts without those roles need none', async () => {
    const strade = await bearerOf('strade@demo.it', {}, SET_ASIDE);
    expect((await workQueue(strade)).status).toBe(200);
  });
});
