import { SUBJECTS } from '@sportello/contracts';
import { gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

const DRAFT = { routing: [{ id: 'all', when: {}, then: { department: 'green' } }] };

describe('A dry run of routing rules', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => (gateway = await gatewayUnderTest()));
  afterAll(() => gateway.close());

  const ask = async (body: object, email: string, language = 'en'): Promise<Response> =>
    gateway.send('POST', '/api/v1/routing/dry-runs', body, {
      ...(await gateway.signIn(email)),
      'accept-language': language,
    });

  it('says for administrators how many reports would have gone where', async () => {
    const answer = await ask(DRAFT, 'admin@demo.it');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(await answer.json()).toMatchObject({
      reports: 1,
      changed: 1,
      departments: [
        { department: 'roads', was: 1, would: 0 },
        { department: 'green', was: 0, would: 1 },
      ],
    });
    const asked = gateway.reports.heard.filter(({ subject }) => subject === SUBJECTS.routingDryRun).at(-1);
    expect(asked).toMatchObject({ message: DRAFT, actor: { municipalityId: 'borgo-esempio' } });
  });

  it('is for nobody else', async () => {
    for (const email of ['urp@demo.it', 'strade@demo.it', 'redazione@demo.it'])
      expect([email, (await ask(DRAFT, email)).status]).toEqual([email, 403]);
  });

  it('says what to do where there are too many', async () => {
    const answer = await ask({ ...DRAFT, from: '2020-01-01T00:00:00Z' }, 'admin@demo.it', 'it');
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'DRY_RUN_TOO_LARGE', detail: expect.stringContaining('periodo più breve') },
    ]);
  });

  it.each([
    ['no rules', {}],
    ['one rule that is no list', { routing: { id: 'all' } }],
    ['areas that are none', { ...DRAFT, areas: ['centro'] }],
    ['a time that is none', { ...DRAFT, to: 'ieri' }],
  ])('refuses %s', async (_what, body) => {
    expect((await ask(body, 'admin@demo.it')).status).toBe(400);
  });
});
