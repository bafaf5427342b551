import { eventually } from '@sportello/event-sourcing/testing';
import { gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

let demo: GatewayUnderTest;
let live: GatewayUnderTest;

beforeAll(async () => {
  demo = await gatewayUnderTest();
  live = await gatewayUnderTest({
    variables: {
      DEMO: 'false',
      HOST: '127.0.0.1',
      RATE_LIMIT_PER_MINUTE: '3',
      PUBLIC_URL: 'https://sportello.borgo.example',
    },
  });
});
afterAll(async () => {
  await demo.close();
  await live.close();
});
afterEach(() => {
  demo.reports.failure = undefined;
});

describe('whoever watches the product', () => {
  it('sees that everything can be used', async () => {
    expect(await (await demo.ask('/health/live')).json()).toEqual({ status: 'ok' });
    // Each part has a second and a half to answer: one that a busy machine kept from it is asked again.
    const ready = await eventually(
      () => demo.ask('/health/ready'),
      ({ status }) => status === 200,
    );
    expect(await ready.json()).toMatchObject({
      status: 'ok',
      services: [
        { service: 'gateway' },
        { service: 'reports' },
        { service: 'notifications' },
        { service: 'newsletter' },
      ],
    });
    const status = await demo.ask('/status');
    expect(status.headers.get('content-type')).toContain('application/problem+json');
    expect(await status.json()).toMatchObject({ status: 200 });
  });

  it('sees which service cannot be', async () => {
    demo.reports.failure = Object.assign(new Error('gone'), { name: 'DatabaseUnavailable' });
    // What was known a moment ago still holds for a second.
    const ready = await eventually(
      () => demo.ask('/health/ready'),
      ({ status }) => status === 503,
    );
    expect(await ready.json()).toMatchObject({
      status: 'unavailable',
      services: [{ ready: true }, { service: 'reports', ready: false }, { ready: true }, { ready: true }],
    });
    const status = await demo.ask('/status');
    expect(status.status).toBe(503);
    expect(await status.json()).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
  });

  it('reads metrics by route, never by code', async () => {
    await demo.ask('/api/v1/reports/00000000000');
    const metrics = await (await demo.ask('/metrics')).text();
    expect(metrics).toContain('route="/api/v1/reports/:code"');
    expect(metrics).not.toContain('00000000000');
  });
});

describe('who asks too much', () => {
  it('is told when to come back, while health is never limited', async () => {
    const answers: Response[] = [];
    for (let asked = 0; asked < 4; asked += 1) answers.push(await live.ask('/api/v1/municipality'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answers[3]?.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect((await live.ask('/health/live')).status).toBe(200);
  });
});

describe('the mailbox of the demonstration', () => {
  it('is shown in a demo, as a page and as JSON', async () => {
    const json = await demo.ask('/dev/mail.json?to=anna%40example.org');
    expect(await json.json()).toEqual([expect.objectContaining({ to: 'anna@example.org', channel: 'email' })]);
    expect(await (await demo.ask('/dev/mail.json?to=nobody')).json()).toEqual([]);
    // As the page's own form asks when nothing is written in it.
    const page = await (await demo.ask('/dev/mail?to=')).text();
    expect(page).toContain('Segnalazione ricevuta &lt;b&gt;');
    expect(page).toContain('<a href="http://localhost/r/7K3M9QX2ZDE#token">');
  });

  it('does not exist outside a demo', async () => {
    const answers = await Promise.all([live.ask('/dev/mail'), live.ask('/dev/mail.json')]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });
});

describe('the pages', () => {
  it.each([
    ['/', 'Sportello del Borgo Esempio'],
    ['/?lang=en', 'Counter of the Borgo Esempio'],
    ['/problems/REPORT_ALREADY_RESOLVED?lang=en', 'Report already closed'],
    ['/api/docs', 'POST</span> <code>/api/v1/reports</code>'],
  ])('%s is there, in the reader’s language', async (path, text) => {
    const answer = await demo.ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain(text);
  });

  it('run their own script alone', async () => {
    const answer = await demo.ask('/r/00000000000');
    const nonce = /script-src 'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
    const page = await answer.text();
    expect(nonce).toBeDefined();
    expect(page).toContain(`<script nonce="${nonce ?? ''}">`);
    for (const form of ['information', 'rating', 'withdrawal'])
      expect(page).toContain(`<form id="${form}" method="post" hidden>`);
    expect((await demo.ask('/r/HELLO')).status).toBe(404);
  });

  it('and the answers of the API carry helmet’s headers', async () => {
    const answer = await demo.ask('/api/v1/municipality');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('strict-transport-security')).toBeNull();
    expect((await live.ask('/')).headers.get('strict-transport-security')).toContain('max-age=');
  });
});

it('the Comune is described in the reader’s language', async () => {
  const answer = await demo.ask('/api/v1/municipality?lang=en');
  expect(await answer.json()).toMatchObject({
    slug: 'borgo-esempio',
    name: 'Borgo Esempio',
    languages: ['it', 'en'],
    categories: [
      {
        slug: 'potholes',
        label: 'Potholes',
        questions: [{ id: 'size', type: 'choice', required: false, choices: [{ id: 'small', label: 'Small' }] }],
      },
    ],
    departments: [
      { id: 'roads', name: 'Roads' },
      { id: 'green', name: 'Greenery' },
    ],
    boundary: { type: 'Polygon' },
    contacts: { email: 'urp@borgo.example' },
  });
});
