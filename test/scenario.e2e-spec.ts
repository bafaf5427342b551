import { aReport, Door } from './support/door';
import { eventually } from '@sportello/event-sourcing/testing';
import { Product, temporaryDataDir, TOPOLOGIES } from './support/product';

const CITIZEN = 'citizen.of.this.test@example.org';

describe.each(TOPOLOGIES)('A report from the door to "resolved", topology %s', (topology) => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;
  let door: Door;
  let code: string;
  let reportToken: string;

  beforeAll(async () => {
    data = await temporaryDataDir();
    product = await Product.start({ topology, dataDir: data.path, throughNpm: true });
    door = new Door(product.url);
  });

  afterAll(async () => {
    await product.dispose();
    await data.remove();
  });

  it('ends its start with one box: addresses, accounts, mode of each part', () => {
    const lines = product.said.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^╰─+╯$/);
    const box = lines.slice(lines.findIndex((line) => line.startsWith('╭'))).join('\n');
    for (const part of [
      '/dev/mail',
      '/api/docs',
      'urp@demo.it',
      'strade@demo.it',
      'only-for-this-test',
      'PostgreSQL',
      'Bus',
    ]) {
      expect(box).toContain(part);
    }
  });

  it('is ready, and has the demonstration in it', async () => {
    expect((await door.get('/health/ready')).status).toBe(200);
    const token = await door.signIn('urp@demo.it');
    await eventually(
      () => door.get('/api/v1/work-queue?pageSize=100', { token }),
      ({ body }) => Number(body['total']) > 30,
    );
  });

  it('takes a report and acknowledges it by mail', async () => {
    const submitted = await door.post(
      '/api/v1/reports',
      aReport({ reporter: { name: 'Ada Prova', email: CITIZEN, language: 'it' } }),
    );
    expect(submitted.status).toBe(201);
    code = String(submitted.body['code']);
    reportToken = String(submitted.body['trackingToken']);
    expect(submitted.headers.get('location')).toBe(`/api/v1/reports/${code}`);
    expect(submitted.headers.get('etag')).toBeTruthy();
    const [mail] = await eventually(
      () => door.mailsTo(CITIZEN),
      (mails) => mails.length === 1,
    );
    expect(mail?.text).toContain(code);
    expect(mail?.text).toContain(`/r/${code}`);
  });

  it('shows the reporter four dated steps and sends four mails', async () => {
    const token = await door.signIn('urp@demo.it');
    const roads = await door.signIn('strade@demo.it');
    const path = `/api/v1/reports/${code}`;
    const assigned = await door.ask('PUT', `${path}/assignment`, {
      body: { departmentId: 'roads', note: 'Per favore entro venerdì' },
      token,
    });
    expect([assigned.status, assigned.body['status']]).toEqual([200, 'assigned']);
    const started = await door.post(`${path}/start`, {}, { token: roads });
    expect([started.status, started.body['status']]).toEqual([200, 'in_progress']);
    const resolved = await door.post(`${path}/resolve`, { outcome: 'fixed', note: 'Buca chiusa.' }, { token: roads });
    expect([resolved.status, resolved.body['status']]).toEqual([200, 'resolved']);

    const page = await eventually(
      () => door.get(path, { reportToken }),
      ({ body }) => body['revision'] === resolved.body['revision'],
    );
    const timeline = page.body['timeline'] as { readonly status: string; readonly at: string }[];
    expect(timeline.map(({ status }) => status)).toEqual(['submitted', 'assigned', 'in_progress', 'resolved']);
    for (const { at } of timeline) expect(new Date(at).toISOString()).toBe(at);

    const mails = await eventually(
      () => door.mailsTo(CITIZEN),
      (found) => found.length >= 4,
    );
    expect(mails).toHaveLength(4);
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(4);
  });

  it('answers the same to a retry, and sends nothing again', async () => {
    const body = aReport({ reporter: { email: 'retry@example.org' } });
    const first = await door.post('/api/v1/reports', body, { key: 'the-same-key' });
    const again = await door.post('/api/v1/reports', body, { key: 'the-same-key' });
    expect([again.status, again.body['code'], again.body['trackingToken']]).toEqual([
      201,
      first.body['code'],
      first.body['trackingToken'],
    ]);
    await eventually(
      () => door.mailsTo('retry@example.org'),
      (mails) => mails.length === 1,
    );
    // Whatever the retry might have caused stands before the mail of a later report.
    await door.post('/api/v1/reports', aReport({ reporter: { email: 'later@example.org' } }));
    await eventually(
      () => door.mailsTo('later@example.org'),
      (mails) => mails.length === 1,
    );
    expect(await door.mailsTo('retry@example.org')).toHaveLength(1);
  });

  it('ends in order at SIGTERM, starts again and has the data', async () => {
    const ended = await product.end('SIGTERM');
    expect(ended).toMatchObject({ code: 0, signal: null });

    product = await Product.start({ topology, dataDir: data.path, throughNpm: true });
    door = new Door(product.url);
    const page = await door.get(`/api/v1/reports/${code}`, { reportToken });
    expect([page.status, page.body['status'], page.body['subject']]).toEqual([200, 'resolved', 'Buca in via Roma']);
    expect(await door.mailsTo(CITIZEN)).toHaveLength(4);
    expect((await door.get('/api/v1/reports', {})).status).toBe(200);
  });
});
