import { isReportCode, SUBJECTS } from '@sportello/contracts';
import { aMunicipality } from '../testing/a-municipality';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

let gateway: GatewayUnderTest;

beforeAll(async () => {
  gateway = await gatewayUnderTest();
});
afterAll(() => gateway.close());

interface Submitted {
  readonly code: string;
  readonly trackingToken: string;
  readonly receipt: { readonly digest: string };
}

async function submit(body = aSubmission(), headers: Record<string, string> = {}): Promise<Submitted> {
  const answer = await gateway.send('POST', '/api/v1/reports', body, headers);
  expect(answer.status).toBe(201);
  return (await answer.json()) as Submitted;
}

describe('a submission', () => {
  it('is answered with everything to follow the report by', async () => {
    const answer = await gateway.send(
      'POST',
      '/api/v1/reports',
      aSubmission({ reporter: { email: 'anna@example.org' } }),
    );
    const body = (await answer.json()) as Submitted & Record<string, unknown>;
    expect(answer.status).toBe(201);
    expect(isReportCode(body.code)).toBe(true);
    expect(answer.headers.get('location')).toBe(`/api/v1/reports/${body.code}`);
    expect(answer.headers.get('etag')).toBe('"0"');
    expect(body).toEqual({
      code: body.code,
      municipality: 'borgo-esempio',
      status: 'submitted',
      receipt: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      submittedAt: expect.any(String),
      dueBy: expect.any(String),
      trackingToken: expect.any(String),
      links: {
        self: `http://sportello.borgo.example/api/v1/reports/${body.code}`,
        live: `http://sportello.borgo.example/api/v1/reports/${body.code}/live`,
        page: `http://sportello.borgo.example/r/${body.code}#${body.trackingToken}`,
      },
    });
  });

  it('is the same report when it is sent again under its key, and refused with another body', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await submit(aSubmission({ subject: 'La stessa' }), headers);
    const again = await submit(aSubmission({ subject: 'La stessa' }), headers);
    const other = await gateway.send('POST', '/api/v1/reports', aSubmission({ subject: 'Un’altra' }), headers);
    expect(again).toEqual(first);
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });
  });

  it('is another report for another person with the same key, and without a key each time', async () => {
    const headers = { 'idempotency-key': '1' };
    const ofAnna = await submit(aSubmission({ reporter: { email: 'anna@example.org' } }), headers);
    const ofBruno = await submit(aSubmission({ reporter: { email: 'bruno@example.org' } }), headers);
    const bare = [await submit(), await submit()];
    expect(new Set([ofAnna, ofBruno, ...bare].map(({ code }) => code)).size).toBe(4);
  });

  it('of someone who has been erased since is not made anew by a retry', async () => {
    const headers = { 'idempotency-key': 'erased' };
    const body = aSubmission({ reporter: { email: 'carla@example.org' } });
    const { code } = await submit(body, headers);
    gateway.reports.erased.add(code);
    const held = gateway.reports.reports.size;
    const again = await gateway.send('POST', '/api/v1/reports', body, headers);
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'REPORT_ALREADY_SUBMITTED', status: 409 });
    expect(gateway.reports.reports.size).toBe(held);
  });

  it('reaches the service as an anonymous caller of the municipality, by the web, under one trace', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { code } = await submit(aSubmission(), {
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
      'accept-language': 'en',
    });
    const heard = gateway.reports.heard.findLast(({ subject }) => subject === SUBJECTS.submitReport);
    expect(heard).toMatchObject({
      message: { code, channel: 'web' },
      actor: { kind: 'anonymous', municipalityId: 'borgo-esempio' },
      metadata: { correlationId: trace, language: 'en', commandId: expect.any(String), bodyHmac: expect.any(String) },
    });
  });

  it('is answered with the digest that its receipt proves; the receipt is for who holds the token', async () => {
    const { code, trackingToken, receipt } = await submit();
    const path = `/api/v1/reports/${code}/receipt`;
    const shown = await gateway.ask(path, { headers: { 'x-report-token': trackingToken } });
    expect(shown.status).toBe(200);
    expect(await shown.json()).toMatchObject({ format: 'sportello-receipt/1', digest: receipt.digest });
    expect(shown.headers.get('cache-control')).toBe('private, no-cache');
    expect((await gateway.ask(path)).status).toBe(404);
  });

  it('taken down at the counter carries its channel and who took it', async () => {
    const urp = await gateway.signIn('urp@demo.it');
    const answer = await gateway.send('POST', '/api/v1/intake', aSubmission({ channel: 'counter' }), urp);
    expect(answer.status).toBe(201);
    expect(gateway.reports.heard.at(-1)).toMatchObject({
      message: { channel: 'counter' },
      actor: { kind: 'staff', roles: ['operator'] },
    });
  });
});

describe('with two municipalities', () => {
  const altrove = aMunicipality({ id: 'altrove', slug: 'altrove', name: 'Altrove', hosts: ['altrove.example'] });
  let several: GatewayUnderTest;

  beforeAll(async () => {
    several = await gatewayUnderTest({
      municipalities: [aMunicipality(), altrove],
      variables: { PUBLIC_URL: 'https://unione.example', CODE_SECRET: '02'.repeat(32) },
    });
  });
  afterAll(() => several.close());

  it.each([
    ['borgo-esempio', 'https://sportello.borgo.example'],
    ['altrove', 'https://altrove.example'],
  ])('the links of a report of %s lead to %s', async (municipality, address) => {
    const answer = await several.send('POST', '/api/v1/reports', aSubmission(), { 'x-municipality': municipality });
    const { code, trackingToken, links } = (await answer.json()) as Submitted & { links: object };
    const self = `${address}/api/v1/reports/${code}`;
    expect(links).toEqual({ self, live: `${self}/live`, page: `${address}/r/${code}#${trackingToken}` });
  });

  it('an e-mail address cannot be guessed from the id of a command, which another secret makes another', async () => {
    const headers = { 'idempotency-key': 'guessed', 'x-municipality': 'borgo-esempio' };
    const body = aSubmission({ reporter: { email: 'dina@example.org' } });
    const commandIdAt = async (door: GatewayUnderTest): Promise<string | undefined> => {
      expect((await door.send('POST', '/api/v1/reports', body, headers)).status).toBe(201);
      const heard = door.reports.heard.findLast(({ subject }) => subject === SUBJECTS.submitReport);
      expect(heard?.metadata.causationId).toBe(heard?.metadata.commandId);
      return heard?.metadata.commandId;
    };
    const id = await commandIdAt(gateway);
    expect(await commandIdAt(gateway)).toBe(id);
    expect(await commandIdAt(several)).not.toBe(id);
  });
});

describe('the page of a report', () => {
  it('withholds text and place from who does not hold the token, before the first assignment', async () => {
    const { code, trackingToken } = await submit(aSubmission({ location: { lat: 41.5, lon: 13.5 } }));
    const stranger = (await (await gateway.ask(`/api/v1/reports/${code}`)).json()) as object;
    const reporter = (await (
      await gateway.ask(`/api/v1/reports/${code}`, { headers: { 'x-report-token': trackingToken } })
    ).json()) as object;
    expect(stranger).not.toHaveProperty('subject');
    expect(stranger).not.toHaveProperty('location');
    expect(stranger).toMatchObject({ code, attachments: [] });
    expect(reporter).toMatchObject({ subject: 'Una buca', location: { lat: 41.5, lon: 13.5 } });
  });

  it('is labelled in the reader’s language', async () => {
    const { code } = await submit();
    const italian = await gateway.ask(`/api/v1/reports/${code}`, {
      headers: { 'accept-language': 'it-IT,it;q=0.9,en;q=0.8' },
    });
    const english = await gateway.ask(`/api/v1/reports/${code}?lang=en`, { headers: { 'accept-language': 'it' } });
    expect(await italian.json()).toMatchObject({
      statusLabel: 'Inviata',
      categoryLabel: 'Buche',
      timeline: [{ status: 'submitted', label: 'Segnalazione inviata' }],
    });
    expect(await english.json()).toMatchObject({
      statusLabel: 'Submitted',
      categoryLabel: 'Potholes',
      timeline: [{ status: 'submitted', label: 'Report submitted' }],
    });
  });

  it('is not sent again to who has its revision, and never called unchanged for a past moment', async () => {
    const { code } = await submit();
    const headers = { 'if-none-match': 'W/"0"' };
    const unchanged = await gateway.ask(`/api/v1/reports/${code}`, { headers });
    const past = await gateway.ask(`/api/v1/reports/${code}?asOf=2026-03-02T10:00:00Z`, { headers });
    expect(unchanged.status).toBe(304);
    expect(unchanged.headers.get('etag')).toBe('"0"');
    expect(past.status).toBe(200);
    expect(past.headers.get('etag')).toBeNull();
  });

  it('is found by a code as people write it', async () => {
    const { code } = await submit();
    const typed = `${code.slice(0, 5)}-${code.slice(5)}`.toLowerCase();
    expect((await gateway.ask(`/api/v1/reports/${typed}`)).status).toBe(200);
  });
});

describe('a change', () => {
  it('answers code, status and revision with the new ETag, and refuses one that builds on an old revision', async () => {
    const { code } = await submit();
    const urp = await gateway.signIn('urp@demo.it');
    const assigned = await gateway.send(
      'PUT',
      `/api/v1/reports/${code}/assignment`,
      { departmentId: 'roads' },
      { ...urp, 'if-match': '"0"' },
    );
    expect(assigned.status).toBe(200);
    expect(assigned.headers.get('etag')).toBe('"1"');
    expect(await assigned.json()).toEqual({ code, status: 'assigned', revision: 1 });
    const stale = await gateway.send('POST', `/api/v1/reports/${code}/start`, {}, { ...urp, 'if-match': '"0"' });
    expect(stale.status).toBe(412);
    expect(await stale.json()).toMatchObject({ code: 'STALE_REVISION' });
    const weak = await gateway.ask(`/api/v1/reports/${code}/start`, {
      method: 'POST',
      headers: { ...urp, 'if-match': 'W/"1"' },
    });
    expect(weak.status).toBe(200);
    const any = await gateway.send(
      'POST',
      `/api/v1/reports/${code}/resolve`,
      { outcome: 'fixed' },
      { ...urp, 'if-match': '*' },
    );
    expect(await any.json()).toEqual({ code, status: 'resolved', revision: 3 });
  });

  it('sent twice under its key is done once', async () => {
    const { code } = await submit();
    const headers = { ...(await gateway.signIn('urp@demo.it')), 'idempotency-key': 'note-1' };
    const note = (): Promise<Response> =>
      gateway.send('POST', `/api/v1/reports/${code}/notes`, { note: 'Telefonato.' }, headers);
    const answers = [await note(), await note()];
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
      Array(2).fill({ code, status: 'submitted', revision: 1 }),
    );
  });

  it('that forgets who reported is asked for with the report’s token, or by the front office; its retry is done once', async () => {
    const { code, trackingToken } = await submit();
    const erase = async (headers: Record<string, string>): Promise<readonly [number, unknown]> => {
      const answer = await gateway.send('POST', `/api/v1/reports/${code}/erasure`, {}, headers);
      return [answer.status, await answer.json()];
    };
    const mine = { 'x-report-token': trackingToken, 'idempotency-key': 'forget-me' };
    expect(await erase({})).toEqual([401, expect.objectContaining({ code: 'NOT_AUTHENTICATED' })]);
    const done = [200, { code, status: 'submitted', revision: 1 }];
    expect([await erase(mine), await erase(mine)]).toEqual([done, done]);
    expect((await erase(await gateway.signIn('urp@demo.it')))[0]).toBe(200);
  });

  it('that the lifecycle does not allow is a conflict with its code', async () => {
    const { code } = await submit();
    const answer = await gateway.send('POST', `/api/v1/reports/${code}/start`, {}, await gateway.signIn('urp@demo.it'));
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      code: 'REPORT_NOT_ASSIGNED',
      status: 409,
      title: 'Segnalazione non assegnata',
    });
  });

  it('of a report is refused to strangers, and to staff without a role for it', async () => {
    const { code } = await submit();
    const stranger = await gateway.send('POST', `/api/v1/reports/${code}/start`, {});
    const editor = await gateway.send(
      'POST',
      `/api/v1/reports/${code}/start`,
      {},
      await gateway.signIn('redazione@demo.it'),
    );
    const withoutToken = await gateway.send('POST', `/api/v1/reports/${code}/rating`, { rating: 5 });
    expect([stranger.status, editor.status, withoutToken.status]).toEqual([401, 403, 401]);
  });
});

describe('lists', () => {
  it('answer items, page, pageSize and total, with links to the other pages', async () => {
    await submit();
    await submit();
    const answer = await gateway.ask('/api/v1/reports?pageSize=1&status=submitted');
    const list = (await answer.json()) as { total: number };
    expect(list).toMatchObject({ items: [{ statusLabel: expect.any(String) }], page: 1, pageSize: 1 });
    expect(answer.headers.get('link')).toContain('</api/v1/reports?pageSize=1&status=submitted&page=2>; rel="next"');
    expect(answer.headers.get('link')).toContain(`page=${list.total}>; rel="last"`);
  });

  it('are GeoJSON for who accepts it', async () => {
    await submit(aSubmission({ location: { lat: 41.5, lon: 13.5 } }));
    const answer = await gateway.ask('/api/v1/reports?pageSize=100', { headers: { accept: 'application/geo+json' } });
    expect(answer.headers.get('content-type')).toContain('application/geo+json');
    const { type, features } = (await answer.json()) as { type: string; features: unknown[] };
    expect(type).toBe('FeatureCollection');
    expect(features).toContainEqual(
      expect.objectContaining({ type: 'Feature', geometry: { type: 'Point', coordinates: [13.5, 41.5] } }),
    );
  });

  it('of figures are labelled for who reads them, and kept from others', async () => {
    const roads = await gateway.signIn('strade@demo.it');
    const answer = await gateway.ask('/api/v1/statistics?by=category&from=2026-03-01T00:00:00Z&lang=it', {
      headers: roads,
    });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(await answer.json()).toMatchObject({
      by: 'category',
      from: '2026-03-01T00:00:00Z',
      parts: [{ label: 'Fuori da ogni zona, o senza luogo' }, { part: 'potholes', label: 'Buche', total: 1 }],
    });
    const editor = await gateway.signIn('redazione@demo.it');
    const wrong = await gateway.ask('/api/v1/statistics?by=colour', { headers: roads });
    const refused = [
      await gateway.ask('/api/v1/statistics'),
      await gateway.ask('/api/v1/statistics', { headers: editor }),
    ];
    expect([wrong.status, ...refused.map(({ status }) => status)]).toEqual([400, 401, 403]);
  });

  it('of the office show the queue to a department, and every event of a report with who did it', async () => {
    const { code } = await submit();
    const roads = await gateway.signIn('strade@demo.it');
    const queue = await gateway.ask('/api/v1/work-queue?overdue=false&sort=-dueBy&pageSize=100', { headers: roads });
    const first = await gateway.ask('/api/v1/work-queue?status=submitted,assigned&pageSize=1&counts=true&lang=it', {
      headers: roads,
    });
    expect(first.headers.get('link')).toContain('status=submitted%2Cassigned&pageSize=1&counts=true&lang=it&cursor=');
    expect(await first.json()).toMatchObject({
      atLeast: false,
      counts: {
        statuses: [{ status: 'submitted', statusLabel: 'Inviata' }],
        departments: [{ department: 'roads', departmentName: 'Strade' }],
      },
      next: 'behind-this',
    });
    const history = await gateway.ask(`/api/v1/reports/${code}/history?lang=en`, { headers: roads });
    const { items } = (await queue.json()) as { items: unknown[] };
    const line = { code, priority: 'normal', departmentName: 'Strade', reminded: true, escalated: false };
    expect(items).toContainEqual(expect.objectContaining(line));
    expect(await history.json()).toMatchObject({
      items: [
        {
          type: 'report.submitted',
          label: 'Submitted',
          actor: { kind: 'staff', name: 'Ufficio strade' },
          data: { subject: 'Una buca' },
        },
      ],
      total: 1,
    });
  });
});
