import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

let gateway: GatewayUnderTest;

beforeAll(async () => {
  gateway = await gatewayUnderTest();
});
afterAll(() => gateway.close());

const question = { category: 'potholes', location: { lat: 41.5, lon: 13.5 }, subject: 'Una buca' };

describe('asking for similar reports before sending one', () => {
  it('names what is found in the reader’s language, with where to follow it', async () => {
    const sent = (await (await gateway.send('POST', '/api/v1/reports', aSubmission())).json()) as { code: string };
    const answer = await gateway.send('POST', '/api/v1/reports/similar', question);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(await answer.json()).toMatchObject({
      items: [
        {
          code: sent.code,
          score: 0.9,
          metres: 12,
          links: {
            self: `http://sportello.borgo.example/api/v1/reports/${sent.code}`,
            live: `http://sportello.borgo.example/api/v1/reports/${sent.code}/live`,
            page: `http://sportello.borgo.example/r/${sent.code}`,
          },
        },
      ],
    });
  });

  it.each([
    ['no place', { ...question, location: undefined }],
    ['half a place', { ...question, location: { lat: 41.5 } }],
    ['no subject', { ...question, subject: '' }],
    ['a category that cannot be one', { ...question, category: '../x' }],
  ])('is refused with %s', async (_what, body) => {
    const answer = await gateway.send('POST', '/api/v1/reports/similar', body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('is for staff alone about a report that is there', async () => {
    const answer = await gateway.ask('/api/v1/reports/7K3M9QX2ZDE/similar');
    expect(answer.status).toBe(401);
  });

  it('is limited for each client more strictly than other calls, since it looks through what is near', async () => {
    const strict = await gatewayUnderTest({ variables: { RATE_LIMIT_SEARCHES_PER_MINUTE: '2' } });
    try {
      const statuses: number[] = [];
      for (let count = 0; count < 3; count += 1)
        statuses.push((await strict.send('POST', '/api/v1/reports/similar', question)).status);
      const other = await strict.ask('/api/v1/municipality');
      expect([...statuses, other.status]).toEqual([200, 200, 429, 200]);
    } finally {
      await strict.close();
    }
  });
});
