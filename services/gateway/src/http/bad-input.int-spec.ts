import { createConnection } from 'node:net';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

/** Ends in the year 10000, which neither ISO 8601 nor we write. */
const BEYOND = '9999-12-31T23:59:59-14:00';

let gateway: GatewayUnderTest;

beforeAll(async () => {
  gateway = await gatewayUnderTest();
});
afterAll(() => gateway.close());

interface ProblemJson {
  readonly [member: string]: unknown;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** Every refusal is the same kind of document, whatever was wrong. */
async function problemOf(answer: Response, status: number, code: string): Promise<ProblemJson> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = (await answer.json()) as ProblemJson;
  expect(problem).toMatchObject({
    type: `http://sportello.borgo.example/problems/${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(answer.status).toBe(status);
  return problem;
}

function post(
  body: string | Buffer,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Response> {
  return gateway.ask('/api/v1/reports', { method: 'POST', body, headers });
}

/** Writes bytes as they are and reads what comes back until the gateway closes the connection. */
function raw(text: string, options: { readonly halfClose?: boolean } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true });
    let received = '';
    const late = setTimeout(() => socket.destroy(new Error(`no end after: ${received}`)), 50_000);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (received += chunk));
    socket.on('end', () => socket.end());
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(received);
    });
    socket.write(text);
    if (options.halfClose === true) socket.end();
  });
}

describe('a body that is not what it should be', () => {
  it.each([
    ['malformed JSON', '{"type": "issue",'],
    ['no JSON at all', 'ciao'],
    ['a raw NUL byte', '{"type":"is\0sue"}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a reach for the prototype', '{"__proto__":{"admin":true},"type":"issue"}'],
    ['a reach for the constructor', '{"constructor":{"prototype":{"admin":true}}}'],
    ['arrays nested without end', `{"answers":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('%s is malformed', async (_what, body) => {
    await problemOf(await post(body), 400, 'MALFORMED_REQUEST');
  });

  it.each([
    ['no body', ''],
    ['an array', '[]'],
    ['a string', '"ciao"'],
    ['null', 'null'],
  ])('%s is invalid', async (_what, body) => {
    await problemOf(await post(body), 400, 'INVALID_REQUEST');
  });

  it.each([
    ['a wrong type', { subject: 7 }, 'subject'],
    ['a missing field', { description: undefined }, 'description'],
    ['an escaped NUL', { subject: 'una\u0000buca' }, 'subject'],
    ['a control character', { subject: 'una\u0007buca' }, 'subject'],
    ['a bidirectional override', { description: 'una \u202ebuca' }, 'description'],
    ['a lone surrogate', { subject: 'una buca \ud800' }, 'subject'],
    ['a latitude off the globe', { location: { lat: 91, lon: 13 } }, 'location.lat'],
    ['a longitude without latitude', { location: { lon: 13 } }, 'location.lat'],
    ['a place that is a list', { location: [{ lat: 41, lon: 13 }] }, 'location'],
    ['an unknown field', { admin: true }, 'admin'],
    ['an address that is none', { reporter: { email: 'anna' } }, 'reporter.email'],
    ['no consent', { privacyAccepted: false }, 'privacyAccepted'],
    ['a text that is too long', { description: 'a'.repeat(5_001) }, 'description'],
  ])('%s is named', async (_what, changes, field) => {
    const problem = await problemOf(
      await gateway.send('POST', '/api/v1/reports', aSubmission(changes)),
      400,
      'INVALID_REQUEST',
    );
    expect(problem.errors?.map((error) => error.field)).toContain(field);
  });

  it('with thousands of unknown fields is told about some of them', async () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, 1]));
    const problem = await problemOf(await gateway.send('POST', '/api/v1/reports', many), 400, 'INVALID_REQUEST');
    expect(problem.errors?.length).toBe(50);
  });

  it('of four megabytes is too large', async () => {
    await problemOf(
      await gateway.send('POST', '/api/v1/reports', aSubmission({ description: 'a'.repeat(4_000_000) })),
      413,
      'MESSAGE_TOO_LARGE',
    );
  });

  describe.each([
    ['/api/v1/reports', 'application/json'],
    ['/api/v1/attachments', 'multipart/form-data; boundary=x'],
  ])('of thirty megabytes to %s', (path, type) => {
    const body =
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n' + 'a'.repeat(30 * 1024 * 1024);

    it.each([
      ['with its length', `content-length: ${body.length}\r\n\r\n${body}`],
      ['in chunks', `transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`],
    ])('%s is refused also when its sender reads only after writing all of it', async (_how, rest) => {
      const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${type}\r\n`;
      expect(await raw(head + rest)).toMatch(/^HTTP\/1\.1 413 /);
    });
  });

  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['XML', { 'content-type': 'application/xml' }],
  ])('sent as %s is not taken', async (_what, headers) => {
    await problemOf(await post('{}', headers), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('that the service refuses is explained in the reader’s language', async () => {
    const outside = await gateway.send('POST', '/api/v1/reports', aSubmission({ location: { lat: 45, lon: 9 } }), {
      'accept-language': 'en',
    });
    expect(await problemOf(outside, 400, 'OUTSIDE_MUNICIPALITY')).toMatchObject({
      title: 'Outside the territory of the Comune',
    });
    await problemOf(
      await gateway.send('POST', '/api/v1/reports', aSubmission({ category: 'unheard-of' })),
      400,
      'UNKNOWN_CATEGORY',
    );
  });
});

describe('an address that is not right', () => {
  it.each([
    ['an unknown path', '/api/v1/nothing', 404, 'NOT_FOUND'],
    ['a code that cannot be', '/api/v1/reports/HELLO', 404, 'REPORT_NOT_FOUND'],
    ['a code of nobody', '/api/v1/reports/00000000000', 404, 'REPORT_NOT_FOUND'],
    ['an endless code', `/api/v1/reports/${'7'.repeat(3_000)}`, 404, 'NOT_FOUND'],
    ['broken percent-encoding in the path', '/api/v1/reports/%E0%A4%A', 400, 'MALFORMED_REQUEST'],
    ['broken percent-encoding in a parameter', '/api/v1/reports?q=%FF', 400, 'MALFORMED_REQUEST'],
    ['an encoded NUL', '/api/v1/reports/7K3M9%00QX2ZD', 400, 'MALFORMED_REQUEST'],
    ['a page that is no number', '/api/v1/reports?page=first', 400, 'INVALID_REQUEST'],
    ['a page that is too large', '/api/v1/reports?pageSize=101', 400, 'INVALID_REQUEST'],
    ['a parameter given twice', '/api/v1/reports?status=resolved&status=rejected', 400, 'INVALID_REQUEST'],
    ['an unknown parameter', '/api/v1/reports?sql=1', 400, 'INVALID_REQUEST'],
    ['a moment that is none', '/api/v1/reports/00000000000?asOf=yesterday', 400, 'INVALID_REQUEST'],
    ['a moment beyond all calendars', `/api/v1/reports?since=${BEYOND}`, 400, 'INVALID_REQUEST'],
    ['a list as it stood beyond all calendars', `/api/v1/reports?asOf=${BEYOND}`, 400, 'INVALID_REQUEST'],
    ['a page as it stood beyond all calendars', `/api/v1/reports/00000000000?asOf=${BEYOND}`, 400, 'INVALID_REQUEST'],
  ])('%s', async (_what, path, status, code) => {
    await problemOf(await gateway.ask(path), status, code);
  });

  it('of another method names those it takes', async () => {
    const answer = await gateway.ask('/api/v1/reports', { method: 'DELETE' });
    await problemOf(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

describe('a header that is not right', () => {
  it.each([
    ['If-Match', { 'if-match': 'latest' }],
    ['Idempotency-Key', { 'idempotency-key': 'a'.repeat(256) }],
  ])('%s is named', async (field, headers) => {
    const urp = await gateway.signIn('urp@demo.it');
    const problem = await problemOf(
      await gateway.send('POST', '/api/v1/reports/00000000000/start', {}, { ...urp, ...headers }),
      400,
      'INVALID_REQUEST',
    );
    expect(problem.errors?.map((error) => error.field)).toEqual([field]);
  });

  it('over the limit is a problem document too', async () => {
    const answer = await raw(`GET /api/v1/reports HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(40_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(answer).toContain('content-type: application/problem+json');
    expect(answer).toContain('"code":"HEADERS_TOO_LARGE"');
  });

  it('with a NUL byte is no HTTP', async () => {
    expect(await raw('GET /api/v1/reports HTTP/1.1\r\nHost: x\r\nX-Nul: a\0b\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 [\s\S]*MALFORMED_REQUEST/,
    );
  });
});

describe('a body that stops half way', () => {
  const half =
    'POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"type":"issue",';

  it('with the connection leaves nothing behind', async () => {
    const before = gateway.reports.reports.size;
    expect(await raw(half, { halfClose: true })).not.toMatch(/^HTTP\/1.1 5/);
    expect(gateway.reports.reports.size).toBe(before);
  });

  it('while the connection stays open is not waited for', async () => {
    expect(await raw(half)).toMatch(/^HTTP\/1.1 408 [\s\S]*REQUEST_TIMEOUT/);
  });
});

describe('a part that is down', () => {
  afterEach(() => {
    gateway.reports.failure = undefined;
  });

  it('is a 503 that says when to try again', async () => {
    gateway.reports.failure = Object.assign(new Error('no database'), { name: 'DatabaseUnavailable' });
    const answer = await gateway.send('POST', '/api/v1/reports', aSubmission());
    await problemOf(answer, 503, 'SERVICE_UNAVAILABLE');
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  it('and a bug behind the door tell nothing of the inside', async () => {
    gateway.reports.failure = new Error('secret of the inside');
    const problem = await problemOf(
      await gateway.send('POST', '/api/v1/reports', aSubmission()),
      500,
      'INTERNAL_ERROR',
    );
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});
