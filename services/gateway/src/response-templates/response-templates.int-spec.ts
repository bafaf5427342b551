import { reportCode, SUBJECTS } from '@sportello/contracts';
import { gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';
import type { TemplateDocument, TemplateList } from './response-template.dto';

const CODE = reportCode(Buffer.alloc(8, 7));
const PATH = '/api/v1/response-templates';
const TEMPLATE = {
  action: 'resolution',
  title: 'Buca chiusa',
  departments: ['roads'],
  texts: { it: 'La buca segnalata ({code}) è stata chiusa.' },
};

describe('Response templates', () => {
  let gateway: GatewayUnderTest;
  let office: Record<string, string>;
  beforeAll(async () => {
    gateway = await gatewayUnderTest();
    office = await gateway.signIn('urp@demo.it');
  });
  afterAll(() => gateway.close());

  const add = (body: object, headers = office): Promise<Response> => gateway.send('POST', PATH, body, headers);
  const added = async (): Promise<TemplateDocument> => (await (await add(TEMPLATE)).json()) as TemplateDocument;

  it('are kept, found where the answer says, and labelled in the language of the reader', async () => {
    const answer = await add(TEMPLATE, { ...office, 'accept-language': 'it' });
    expect([answer.status, answer.headers.get('etag')]).toEqual([201, '"0"']);
    const template = (await answer.json()) as TemplateDocument;
    expect(template).toMatchObject({ ...TEMPLATE, categories: [], label: 'Conclusione', revision: 0 });
    expect(answer.headers.get('location')).toBe(`${PATH}/${template.id}`);
    const found = await gateway.ask(`${PATH}/${template.id}`, { headers: { ...office, 'accept-language': 'en' } });
    expect(await found.json()).toMatchObject({ ...TEMPLATE, id: template.id, label: 'Resolution' });
  });

  it('are made once for one Idempotency-Key, which is for one body', async () => {
    const again = { ...office, 'idempotency-key': 'the-same' };
    const first = (await (await add(TEMPLATE, again)).json()) as TemplateDocument;
    expect(await (await add(TEMPLATE, again)).json()).toEqual(first);
    expect((await add({ ...TEMPLATE, title: 'Altro' }, again)).status).toBe(422);
  });

  it('are changed on the revision that was read', async () => {
    const { id } = await added();
    const put = (revision: string): Promise<Response> =>
      gateway.send(
        'PUT',
        `${PATH}/${id}`,
        { ...TEMPLATE, title: 'Buca riparata' },
        { ...office, 'if-match': revision },
      );
    const changed = await put('"0"');
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"1"']);
    expect((await put('"0"')).status).toBe(412);
    expect((await put('"uno"')).status).toBe(400);
  });

  it('are removed', async () => {
    const { id } = await added();
    const remove = (): Promise<Response> => gateway.ask(`${PATH}/${id}`, { method: 'DELETE', headers: office });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await gateway.ask(`${PATH}/no-id`, { headers: office })).status).toBe(404);
  });

  it('are filled in for a report, whose code may be typed in any manner', async () => {
    await added();
    const typed = CODE.toLowerCase().replace(/^(....)/, '$1-');
    const list = await gateway.ask(`${PATH}?report=${typed}&action=resolution`, { headers: office });
    expect(list.headers.get('cache-control')).toBe('private, no-store');
    expect(list.headers.get('link')).toContain('rel="first"');
    expect(((await list.json()) as TemplateList).items[0]?.filled).toMatchObject({ text: `Per ${CODE}` });
    const asked = gateway.reports.heard.filter(({ subject }) => subject === SUBJECTS.responseTemplates).at(-1);
    expect(asked?.message).toEqual({ report: CODE, action: 'resolution' });
  });

  it.each([
    ['a placeholder that there is not', { texts: { it: 'Gentile {name}' } }, 'texts.it', '{name}'],
    ['an open brace', { texts: { it: 'Codice {code' } }, 'texts.it', '{'],
    ['one in English', { texts: { it: 'Ciao', en: 'Dear {reporter}' } }, 'texts.en', '{reporter}'],
    ['no Italian', { texts: { en: 'Hello' } }, 'texts.it', 'text'],
    ['an action that there is not', { action: 'letter' }, 'action', 'note'],
    ['a text that is too long', { texts: { it: 'a'.repeat(1_501) } }, 'texts.it', '1500'],
  ])('are refused with %s, at the field and with the reason', async (_what, change, field, reason) => {
    const answer = await add({ ...TEMPLATE, ...change });
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { field: string; message: string }[] };
    expect(errors[0]).toMatchObject({ field, message: expect.stringContaining(reason) });
  });

  it('are kept by heads, front office and administrators, and read by whoever works on reports', async () => {
    const status = async (email: string): Promise<readonly number[]> => {
      const headers = await gateway.signIn(email);
      return [(await gateway.ask(PATH, { headers })).status, (await add(TEMPLATE, headers)).status];
    };
    expect(await status('admin@demo.it')).toEqual([200, 201]);
    expect(await status('strade@demo.it')).toEqual([200, 403]);
    expect(await status('redazione@demo.it')).toEqual([403, 403]);
  });
});
