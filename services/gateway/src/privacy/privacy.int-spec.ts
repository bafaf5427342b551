import { reportCode, type ReportExportPage } from '@sportello/contracts';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

describe('what people may ask of the Comune about themselves', () => {
  let gateway: GatewayUnderTest;
  let code: string;
  let file: string;
  beforeAll(async () => {
    gateway = await gatewayUnderTest();
    const form = new FormData();
    form.append('file', new Blob(['Una lettera\n']), 'lettera.txt');
    const uploaded = await gateway.ask('/api/v1/attachments', { method: 'POST', body: form });
    ({ id: file } = (await uploaded.json()) as { id: string });
    const submitted = await gateway.send(
      'POST',
      '/api/v1/reports',
      aSubmission({ reporter: { email: 'anna@example.org' }, attachments: [file] }),
    );
    ({ code } = (await submitted.json()) as { code: string });
    gateway.reports.ofContact.push({ code, submittedAt: '2026-03-02T09:00:00.000Z' });
  });
  afterAll(() => gateway.close());

  const asked = async (
    path: string,
    body: object,
    headers: Record<string, string> = {},
  ): Promise<[number, unknown]> => {
    const answer = await gateway.send('POST', path, body, headers);
    return [answer.status, await answer.json()];
  };

  it('is forgotten by contact only when that is said, and only by the front office', async () => {
    const urp = { ...(await gateway.signIn('urp@demo.it')), 'idempotency-key': 'forget-anna' };
    const anna = { email: 'anna@example.org' };
    await gateway.send('POST', '/api/v1/follows', { channel: 'email', address: anna.email, reports: [code] });
    const besides = { follows: 1, newsletter: true };
    const reports = [{ code, submittedAt: '2026-03-02T09:00:00.000Z' }];
    expect((await asked('/api/v1/erasures', anna))[0]).toBe(401);
    expect((await asked('/api/v1/erasures', anna, await gateway.signIn('strade@demo.it')))[0]).toBe(403);
    expect(await asked('/api/v1/erasures', anna, urp)).toEqual([
      200,
      { dryRun: true, erased: 0, more: false, reports, ...besides },
    ]);
    const erasures = (): number =>
      gateway.reports.heard.filter(({ subject }) => subject === 'reports.erase-reporter').length;
    expect(erasures()).toBe(0);
    const done = [200, { dryRun: false, erased: 1, more: false, reports, ...besides }];
    expect(await asked('/api/v1/erasures', { ...anna, dryRun: false }, urp)).toEqual(done);
    expect(erasures()).toBe(1);
    expect(await asked('/api/v1/erasures', anna, urp)).toMatchObject([200, { follows: 0, newsletter: false }]);
    const phone = await asked('/api/v1/erasures', { phone: '+39 333 1234567' }, urp);
    expect(phone).toMatchObject([200, { follows: 0, newsletter: false }]);
    expect((await asked('/api/v1/erasures', { email: 'nobody' }, urp))[0]).toBe(400);
  });

  it('is exported whole, page by page, of a report and of a person', async () => {
    const event = (revision: number): ReportExportPage['events'][number] => ({
      revision,
      type: 'report.assigned',
      data: {},
    });
    gateway.reports.exportPages.push({ events: [event(0)], next: 1 }, { events: [event(1)] });
    const held = {
      format: 'sportello-personal-data/1',
      more: false,
      municipality: expect.any(String),
      at: expect.any(String),
    };
    const told = (by: string): object => ({ messages: [expect.objectContaining({ template: `asked-by-${by}` })] });
    const url = `/api/v1/reports/${code}/attachments/${file}`;
    const whole = (by: string): object => ({
      ...held,
      reports: [{ code, events: [event(0), event(1)], attachments: [{ id: file, url }], ...told(by) }],
    });
    const one = await gateway.ask(`/api/v1/reports/${code}/personal-data`, {
      headers: { 'x-report-token': `token-of-${code}` },
    });
    expect(one.headers.get('cache-control')).toBe('private, no-store');
    expect([one.status, await one.json()]).toEqual([200, whole('service-with-1')]);
    const read = await gateway.ask(url, { headers: { 'x-report-token': `token-of-${code}` } });
    expect(await read.text()).toBe('Una lettera\n');
    const urp = await gateway.signIn('urp@demo.it');
    const besides = { follows: [], newsletter: [{ state: 'erased' }] };
    expect(await asked('/api/v1/personal-data-exports', { email: 'anna@example.org' }, urp)).toEqual([
      200,
      { ...whole('staff-with-1'), ...besides },
    ]);
    expect((await gateway.ask(`/api/v1/reports/${code}/personal-data`)).status).toBe(403);
  });

  it('asks for the messages of many reports at once, in their order', async () => {
    const codes = Array.from({ length: 11 }, (_, index) => reportCode(Buffer.alloc(7, index)));
    gateway.reports.ofContact.splice(0);
    gateway.reports.ofContact.push(...codes.map((one) => ({ code: one, submittedAt: '2026-03-02T09:00:00.000Z' })));
    const urp = await gateway.signIn('urp@demo.it');
    const [, answer] = await asked('/api/v1/personal-data-exports', { phone: '+39 333 1234567' }, urp);
    const sent = (one: string, many: number): object => ({
      code: one,
      attachments: [],
      messages: [{ template: `asked-by-staff-with-${many}` }],
    });
    expect(answer).toMatchObject({ reports: codes.map((one, index) => sent(one, index < 10 ? 10 : 1)) });
    const behind = { phone: '+39 333 1234567', before: codes[9] };
    expect((await asked('/api/v1/personal-data-exports', behind, urp))[1]).toMatchObject({
      reports: [sent(codes[10] ?? '', 1)],
    });
    expect((await asked('/api/v1/erasures', behind, urp))[1]).toMatchObject({ reports: [{ code: codes[10] }] });
  });
});
