import { SUBJECTS } from '@sportello/contracts';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

let gateway: GatewayUnderTest;
let urp: Record<string, string>;

beforeAll(async () => {
  gateway = await gatewayUnderTest();
  urp = await gateway.signIn('urp@demo.it');
});
afterAll(() => gateway.close());
afterEach(() => {
  gateway.reports.heard.length = 0;
});

async function aReport(): Promise<string> {
  const answer = await gateway.send('POST', '/api/v1/reports', aSubmission());
  gateway.reports.heard.length = 0;
  return ((await answer.json()) as { code: string }).code;
}

function correct(code: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return gateway.send('PATCH', `/api/v1/reports/${code}`, body, { ...urp, ...headers });
}

describe('a correction', () => {
  it('of place, kind and category is one command: all of it or nothing', async () => {
    const code = await aReport();
    const body = { category: 'potholes', type: 'complaint', location: { lat: 41.5, lon: 13.5 } };
    const answer = await correct(code, body, { 'if-match': '"0"', 'idempotency-key': 'correction' });
    expect(await answer.json()).toEqual({ code, status: 'submitted', revision: 1 });
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(gateway.reports.heard).toMatchObject([
      { subject: SUBJECTS.correctReport, message: { expectedRevision: 0, body } },
    ]);
    expect(gateway.reports.heard).toHaveLength(1);
    expect((await correct(code, body, { 'idempotency-key': 'correction' })).status).toBe(200);
    expect(gateway.reports.reports.get(code)?.page.revision).toBe(1);
  });

  it('to a place outside changes nothing', async () => {
    const code = await aReport();
    const answer = await correct(code, { category: 'potholes', location: { lat: 45, lon: 9 } });
    expect(await answer.json()).toMatchObject({ status: 400, code: 'OUTSIDE_MUNICIPALITY' });
    expect(gateway.reports.heard.map(({ subject }) => subject)).toEqual([SUBJECTS.correctReport]);
    expect(gateway.reports.reports.get(code)?.page.revision).toBe(0);
  });

  it.each([
    ['an unknown category', { category: 'dragons', location: { lat: 41.5, lon: 13.5 } }, 'UNKNOWN_CATEGORY'],
    ['nothing', {}, 'INVALID_REQUEST'],
  ])('to %s asks nobody', async (_what, body, code) => {
    const answer = await correct(await aReport(), body);
    expect(await answer.json()).toMatchObject({ status: 400, code });
    expect(gateway.reports.heard).toEqual([]);
  });
});
