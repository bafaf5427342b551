import { connect } from 'node:net';
import { aReport, Door, type Answer } from './support/door';
import { Product, temporaryDataDir, TOPOLOGIES } from './support/product';
import { countWithOneMore } from './support/work-queue';

const json = { 'content-type': 'application/json' };

/** What anyone could send to `POST /reports`, and the problem it is answered with. */
const refused: readonly (readonly [what: string, body: unknown, status: number, code: string])[] = [
  ['a number for a text', aReport({ subject: 7 }), 400, 'INVALID_REQUEST'],
  ['a list for an object', aReport({ location: [41.49, 13.83] }), 400, 'INVALID_REQUEST'],
  ['a text for an object', aReport({ reporter: 'Ada' }), 400, 'INVALID_REQUEST'],
  ['a missing field', aReport({ description: undefined }), 400, 'INVALID_REQUEST'],
  ['a field that nobody knows', aReport({ admin: true }), 400, 'INVALID_REQUEST'],
  ['no consent', aReport({ privacyAccepted: false }), 400, 'INVALID_REQUEST'],
  ['a text of 4 MB', aReport({ description: 'x'.repeat(4_000_000) }), 413, 'MESSAGE_TOO_LARGE'],
  ['a text that is a little too long', aReport({ description: 'x'.repeat(5_001) }), 400, 'INVALID_REQUEST'],
  ['a NUL byte in a text', aReport({ subject: 'Buca\u0000 in via Roma' }), 400, 'INVALID_REQUEST'],
  ['a control character in a text', aReport({ description: 'Buca\u001b[31m' }), 400, 'INVALID_REQUEST'],
  ['a direction override in a text', aReport({ subject: 'Buca \u202e amoR aiv' }), 400, 'INVALID_REQUEST'],
  [
    'coordinates outside the municipality',
    aReport({ location: { lat: 41.9028, lon: 12.4964 } }),
    400,
    'OUTSIDE_MUNICIPALITY',
  ],
  ['coordinates that are nowhere', aReport({ location: { lat: 141, lon: 13.8 } }), 400, 'INVALID_REQUEST'],
  ['half a coordinate', aReport({ location: { lat: 41.49 } }), 400, 'INVALID_REQUEST'],
  ['an unknown category', aReport({ category: 'unicorns', answers: undefined }), 400, 'UNKNOWN_CATEGORY'],
  ['an unknown kind', aReport({ type: 'praise' }), 400, 'INVALID_REQUEST'],
  ['an answer that is not offered', aReport({ answers: { size: 'enormous', danger: 'no' } }), 400, 'INVALID_REQUEST'],
  ['an address that is none', aReport({ reporter: { email: 'nobody' } }), 400, 'INVALID_REQUEST'],
  ['a list as body', [], 400, 'INVALID_REQUEST'],
  ['malformed JSON', '{"type": "issue",', 400, 'MALFORMED_REQUEST'],
  ['an attempt on the prototype', '{"__proto__": {"admin": true}}', 400, 'MALFORMED_REQUEST'],
];

describe.each(TOPOLOGIES)('Bad input, topology %s', (topology) => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;
  let door: Door;
  let operator: string;
  let before: number;

  const submit = async (changes: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
    door.post('/api/v1/reports', aReport(changes));
  const expectProblem = (answer: Answer, status: number, code: string): void => {
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status,
      traceId: expect.any(String),
    });
  };

  beforeAll(async () => {
    data = await temporaryDataDir();
    product = await Product.start({ topology, dataDir: data.path });
    door = new Door(product.url);
    operator = await door.signIn('urp@demo.it');
    before = await countWithOneMore(door, operator);
  });

  afterAll(async () => {
    await product.dispose();
    await data.remove();
  });

  it.each(refused)('refuses %s', async (_what, body, status, code) => {
    expectProblem(await door.post('/api/v1/reports', body), status, code);
  });

  it('names the fields that are wrong', async () => {
    const { body } = await submit({ subject: 7, type: 'praise' });
    const fields = (body['errors'] as { readonly field: string }[]).map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['subject', 'type']));
  });

  it('explains that a place belongs to another Comune', async () => {
    const { body } = await submit({ location: { lat: 41.9028, lon: 12.4964 } });
    expect(String(body['detail'])).toContain('fuori dal territorio di questo Comune');
  });

  it('refuses another media type', async () => {
    const answer = await door.ask('POST', '/api/v1/reports', {
      body: '<report/>',
      headers: { 'content-type': 'application/xml' },
    });
    expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('does not know a code that nobody has, and one that cannot be', async () => {
    expectProblem(await door.get('/api/v1/reports/00000000000'), 404, 'REPORT_NOT_FOUND');
    expectProblem(await door.get('/api/v1/reports/not-a-code'), 404, 'REPORT_NOT_FOUND');
    expectProblem(await door.get('/api/v1/nothing-here'), 404, 'NOT_FOUND');
  });

  it('refuses a NUL byte in an address', async () => {
    expectProblem(await door.get('/api/v1/reports/%00'), 400, 'MALFORMED_REQUEST');
  });

  it('refuses an illegal transition, a stale revision and another body under a used key', async () => {
    const submitted = await door.post('/api/v1/reports', aReport(), { key: 'used-key' });
    const path = `/api/v1/reports/${String(submitted.body['code'])}`;
    expectProblem(await door.post(`${path}/start`, {}, { token: operator }), 409, 'REPORT_NOT_ASSIGNED');
    expectProblem(
      await door.ask('PUT', `${path}/assignment`, {
        body: { departmentId: 'roads' },
        token: operator,
        headers: { 'if-match': '"7"' },
      }),
      412,
      'STALE_REVISION',
    );
    expectProblem(
      await door.post('/api/v1/reports', aReport({ subject: 'Tutt’altro' }), { key: 'used-key' }),
      422,
      'IDEMPOTENCY_KEY_REUSED',
    );
    const page = await door.get(path, { token: operator });
    expect([page.body['status'], page.body['revision']]).toEqual(['submitted', 0]);
    expect((await door.post(`${path}/reject`, { reason: 'Prova' }, { token: operator })).status).toBe(200);
  });

  it('refuses who is not signed in, who may not, and a forged token', async () => {
    const { body } = await submit();
    const path = `/api/v1/reports/${String(body['code'])}`;
    expectProblem(
      await door.ask('PUT', `${path}/assignment`, { body: { departmentId: 'roads' } }),
      401,
      'NOT_AUTHENTICATED',
    );
    expectProblem(await door.get('/api/v1/work-queue', { token: 'x'.repeat(43) }), 401, 'NOT_AUTHENTICATED');
    const green = await door.signIn('verde@demo.it');
    expectProblem(await door.post(`${path}/resolve`, { outcome: 'fixed' }, { token: green }), 404, 'REPORT_NOT_FOUND');
    expectProblem(
      await door.post(`${path}/withdrawal`, { reason: 'Prova' }, { reportToken: 'guessed' }),
      404,
      'REPORT_NOT_FOUND',
    );
    expect((await door.post(`${path}/reject`, { reason: 'Prova' }, { token: operator })).status).toBe(200);
  });

  it('refuses headers that are too large', async () => {
    const answer = await raw(
      product.port,
      `GET /api/v1/reports HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(70_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('application/problem+json');
  });

  it('does not wait for ever for a body that stops half way', async () => {
    const request = `POST /api/v1/reports HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"type": "issue"`;
    expect(await raw(product.port, request)).toMatch(/^HTTP\/1\.1 (400|408) /);
  });

  it('refuses what is not HTTP at all', async () => {
    expect(await raw(product.port, 'EHLO sportello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('refuses a time that is in the year 10000 by Greenwich', async () => {
    const since = encodeURIComponent('9999-12-31T23:59:59-14:00');
    expectProblem(await door.get(`/api/v1/reports?since=${since}`), 400, 'INVALID_REQUEST');
  });

  it('has kept nothing of all that was refused, and is as ready as before', async () => {
    expect(await countWithOneMore(door, operator)).toBe(before + 1);
    expect((await door.get('/health/ready', { headers: json })).status).toBe(200);
  });
});

/** Sends bytes and gives what came back until the other side closed. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.setTimeout(35_000, () => socket.destroy(new Error('No answer')));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
    socket.on('close', () => resolve(answer));
  });
}
