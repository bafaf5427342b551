import { Refused } from '@sportello/messaging';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

let gateway: GatewayUnderTest;
let codes: readonly string[];
beforeAll(async () => {
  gateway = await gatewayUnderTest();
  const submit = async (changes: Readonly<Record<string, unknown>>): Promise<string> => {
    const answer = await gateway.send('POST', '/api/v1/reports', aSubmission(changes));
    return ((await answer.json()) as { code: string }).code;
  };
  codes = [await submit({ location: { lat: 41.5, lon: 13.5 } }), await submit({})];
});
afterAll(() => gateway.close());

describe('reports as CSV', () => {
  const csv = (headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    gateway.ask('/api/v1/reports.csv?lang=it', { headers, method });

  it('go to the staff alone, page after page, with labels and without a formula', async () => {
    const answer = await csv(await gateway.signIn('strade@demo.it'));
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const [head, ...lines] = (await answer.text()).split('\r\n');
    expect(head).toMatch(/^code,type,category,categoryLabel,status,/);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      `${codes[0]},issue,potholes,Buche,submitted,Inviata,web,public,'=1+1,'=1+1,2026-03-02T09:00:00.000Z,,2026-03-30T16:00:00.000Z,,,41.5,13.5`,
    );
    expect(lines[2]).toBe(lines[0]);
  });

  it('are refused to everybody else', async () => {
    const editor = await gateway.signIn('redazione@demo.it');
    expect([(await csv()).status, (await csv(editor)).status]).toEqual([401, 403]);
  });

  it('break off where a page cannot be had, so that nobody takes them for whole', async () => {
    const roads = await gateway.signIn('strade@demo.it');
    gateway.reports.failure = new Refused({ code: 'SERVICE_UNAVAILABLE' });
    const answer = await csv(roads);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    gateway.reports.failure = undefined;
  });

  it('answer HEAD with nothing but what GET says of itself', async () => {
    const answer = await csv(await gateway.signIn('strade@demo.it'), 'HEAD');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('are so many at once, and no more', async () => {
    const roads = await gateway.signIn('strade@demo.it');
    const answers = await Promise.all(Array.from({ length: 30 }, () => csv(roads)));
    const statuses = new Set(answers.map(({ status }) => status));
    await Promise.all(answers.map((answer) => answer.text()));
    expect([...statuses].every((status) => status === 200 || status === 429)).toBe(true);
    expect((await csv(roads)).status).toBe(200);
  });
});

describe('open data', () => {
  const open = (file: string, headers: Record<string, string> = {}): Promise<Response> =>
    gateway.ask(`/api/v1/open-data/${file}`, { headers: { 'accept-language': 'it', ...headers } });

  it.each(['reports.csv', 'reports.geojson', 'statistics.json', 'catalog.jsonld'])(
    'are for anybody, under a licence, and kept until they change: %s',
    async (file) => {
      const answer = await open(file);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=600']);
      expect(answer.headers.get('link')).toContain('<https://creativecommons.org/licenses/by/4.0/>; rel="license"');
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      await answer.text();
      const again = await open(file, { 'if-none-match': answer.headers.get('etag') ?? '' });
      expect([again.status, await again.text()]).toEqual([304, '']);
    },
  );

  it('lead from no line to a report', async () => {
    const text = await (await open('reports.csv')).text();
    expect(text.split('\r\n')[1]).toBe('issue,potholes,Buche,submitted,Inviata,roads,Strade,2026-03-02,,,,41.5,13.5');
    expect(text).not.toMatch(new RegExp(codes.join('|')));
  });

  it('are GeoJSON with a point where there is a square', async () => {
    const { type, license, features } = (await (await open('reports.geojson')).json()) as Record<string, unknown>;
    expect([type, license]).toEqual(['FeatureCollection', 'https://creativecommons.org/licenses/by/4.0/']);
    expect(features).toMatchObject([
      { type: 'Feature', geometry: { type: 'Point', coordinates: [13.5, 41.5] }, properties: { category: 'potholes' } },
      { type: 'Feature', geometry: null },
    ]);
  });

  it('say what they are to whoever harvests catalogues', async () => {
    const catalogue: unknown = await (await open('catalog.jsonld')).json();
    expect(catalogue).toMatchObject({
      '@type': ['dcat:Dataset', 'dcatapit:Dataset'],
      'dct:publisher': { 'foaf:name': 'Comune di Borgo Esempio' },
    });
    const { 'dcat:distribution': files } = catalogue as {
      'dcat:distribution': { 'dcat:downloadURL': { '@id': string } }[];
    };
    const paths = files.map((file) => new URL(file['dcat:downloadURL']['@id']).pathname);
    const answers = await Promise.all(paths.map((path) => gateway.ask(path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('refuse what they cannot be asked for', async () => {
    const answers = await Promise.all(
      ['reports.csv?from=monday', 'statistics.json?by=colour', 'reports.xml'].map((file) => open(file)),
    );
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 404]);
  });
});
