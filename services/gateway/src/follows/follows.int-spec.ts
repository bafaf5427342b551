import { reportCode } from '@sportello/contracts';
import { FOLLOW_TOKEN } from '../testing/fake-notifications';
import { gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

let gateway: GatewayUnderTest;

beforeAll(async () => {
  gateway = await gatewayUnderTest();
});
afterAll(() => gateway.close());

const CODE = reportCode(Buffer.alloc(8, 7));
const wish = { channel: 'email', address: 'bruno@example.org', reports: [CODE] };
const ask = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
  gateway.send('POST', '/api/v1/follows', body, headers);
const page = (init: RequestInit = {}, more = ''): Promise<Response> =>
  gateway.ask(`/follows/${FOLLOW_TOKEN}${more}`, { headers: { 'accept-language': 'en' }, ...init });
const form = (body: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
});

describe('following a report', () => {
  it('is asked for, and confirmed by the button of a page that changes nothing by itself', async () => {
    const asked = await ask(wish);
    expect([asked.status, await asked.json()]).toEqual([202, { channel: 'email', state: 'pending' }]);
    for (let opened = 0; opened < 2; opened += 1) {
      const answer = await page();
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.text()).toContain(`action="/follows/${FOLLOW_TOKEN}/confirmation?lang=en"`);
    }
    const confirmed = await page(form(''), '/confirmation');
    expect([confirmed.status, await confirmed.text()]).toEqual([200, expect.stringContaining('You receive news')]);
    const read = await gateway.ask(`/api/v1/follows/${FOLLOW_TOKEN}`);
    expect(await read.json()).toEqual({ channel: 'email', state: 'active', reports: wish.reports });
  });

  it('is ended by the button of a mail program (RFC 8058), once; by the API too', async () => {
    await ask(wish);
    const stopped = await page(form('List-Unsubscribe=One-Click'));
    expect([stopped.status, await stopped.text()]).toEqual([200, expect.stringContaining('no more news')]);
    expect([(await page()).status, (await page(form('List-Unsubscribe=One-Click'))).status]).toEqual([404, 404]);
    await ask(wish);
    const remove = (): Promise<Response> => gateway.ask(`/api/v1/follows/${FOLLOW_TOKEN}`, { method: 'DELETE' });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
  });

  it('is one wish however often it is sent with the same key', async () => {
    const key = { 'idempotency-key': 'once' };
    await ask(wish, key);
    await page(form(''), '/confirmation');
    expect((await ask(wish, key)).status).toBe(202);
    expect(await (await gateway.ask(`/api/v1/follows/${FOLLOW_TOKEN}`)).json()).toMatchObject({ state: 'active' });
  });

  it.each([
    ['another channel', { ...wish, channel: 'fax' }],
    ['no address', { ...wish, address: 'bruno' }],
    ['no reports', { ...wish, reports: [] }],
    ['a code that is none', { ...wish, reports: [`${CODE.slice(0, -1)}${CODE.endsWith('0') ? '1' : '0'}`] }],
    [
      'too many reports',
      { ...wish, reports: Array.from({ length: 11 }, (_, place) => reportCode(Buffer.alloc(8, place))) },
    ],
  ])('is refused with %s', async (_what, body) => {
    const answer = await ask(body);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'INVALID_REQUEST' }]);
  });

  it('knows no token that is none', async () => {
    for (const token of ['short', 'g'.repeat(43)])
      expect((await gateway.ask(`/api/v1/follows/${token}`)).status).toBe(404);
  });
});
