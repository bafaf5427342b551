import { SUBJECTS } from '@sportello/contracts';
import { MY_REPORTS_LINK_TOKEN } from '../testing/fake-reports';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';
import type { MyReportList } from './my-reports.dto';

describe('finding one’s own reports again', () => {
  let gateway: GatewayUnderTest;
  let code: string;
  beforeAll(async () => {
    gateway = await gatewayUnderTest();
    const submitted = await gateway.send('POST', '/api/v1/reports', aSubmission());
    ({ code } = (await submitted.json()) as { code: string });
  });
  afterAll(() => gateway.close());

  const ask = (body: object): Promise<Response> => gateway.send('POST', '/api/v1/my-reports', body);
  const list = (headers: Record<string, string>, query = ''): Promise<Response> =>
    gateway.ask(`/api/v1/my-reports${query}`, { headers });
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

  it('is asked for with any address, and answered the same', async () => {
    for (const email of ['anna@example.org', 'nobody@example.org']) {
      const answer = await ask({ email });
      expect([answer.status, await answer.json()]).toEqual([202, { state: 'asked' }]);
    }
    for (const body of [{}, { email: 'anna' }, { email: 'a@example.org', code }, { email: ['a@example.org'] }])
      expect((await ask(body)).status).toBe(400);
  });

  it('lists them for who holds the link, with a way to each, for no cache to keep', async () => {
    const answer = await list({ ...bearer(MY_REPORTS_LINK_TOKEN), 'accept-language': 'it' }, '?pageSize=5');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('link')).toContain('cursor=further.on');
    const { items, ...rest } = (await answer.json()) as MyReportList;
    expect(rest).toEqual({ page: 1, pageSize: 20, total: 1, atLeast: false, next: 'further.on' });
    expect(items).toEqual([
      expect.objectContaining({
        code,
        statusLabel: 'Inviata',
        subject: 'Una buca',
        links: { page: `http://sportello.borgo.example/r/${code}#token-of-${code}` },
      }),
    ]);
    expect(items[0]).not.toHaveProperty('trackingToken');
    const { actor, message } =
      gateway.reports.heard.filter(({ subject }) => subject === SUBJECTS.myReports).at(-1) ?? {};
    expect([actor?.kind, message]).toEqual(['anonymous', { pageSize: 5, token: MY_REPORTS_LINK_TOKEN }]);
  });

  it('is refused without a link, with another token, and to the staff’s session', async () => {
    const urp = await gateway.signIn('urp@demo.it');
    const session = urp['authorization']?.replace('Bearer ', '') ?? '';
    for (const headers of [
      {},
      urp,
      bearer(''),
      bearer(`token-of-${code}`),
      bearer('head.claims.other'),
      { cookie: `sportello_session=${session}` },
      { 'x-report-token': `token-of-${code}` },
    ]) {
      const answer = await list(headers);
      expect([headers, answer.status, await answer.json()]).toEqual([
        headers,
        401,
        expect.objectContaining({ code: 'LINK_EXPIRED' }),
      ]);
    }
    expect((await gateway.ask('/api/v1/work-queue', { headers: bearer(MY_REPORTS_LINK_TOKEN) })).status).toBe(401);
  });

  it('has a page that is the same for every link and asks for nothing by itself', async () => {
    const before = gateway.reports.heard.length;
    const answer = await gateway.ask('/my-reports', { headers: { 'accept-language': 'en' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    const text = await answer.text();
    expect(text).toContain('Show my reports');
    expect(text).not.toContain(code);
    expect(gateway.reports.heard).toHaveLength(before);
    expect((await gateway.ask('/my-reports', { method: 'HEAD' })).status).toBe(200);
  });

  it('is linked from the first page', async () => {
    expect(await (await gateway.ask('/')).text()).toContain('href="/my-reports"');
  });
});

it('is asked for so often and no more from one network', async () => {
  const gateway = await gatewayUnderTest({ variables: { RATE_LIMIT_SUBMISSIONS_PER_HOUR: '2' } });
  try {
    const statuses: number[] = [];
    for (let time = 0; time < 3; time += 1)
      statuses.push((await gateway.send('POST', '/api/v1/my-reports', { email: 'anna@example.org' })).status);
    expect(statuses).toEqual([202, 202, 429]);
  } finally {
    await gateway.close();
  }
});
