import { aMunicipality } from '../testing/a-municipality';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

const square = (west: number, south: number): ReturnType<typeof aMunicipality>['boundary'] => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + 1, south],
      [west + 1, south + 1],
      [west, south + 1],
      [west, south],
    ],
  ],
});
const IN_BORGO = { lat: 41.5, lon: 13.5 };
const IN_COLLE = { lat: 41.5, lon: 10.5 };
const NOWHERE = { lat: 45.4, lon: 9.2 };

describe('Where several Comuni are served, a new report', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    const borgo = aMunicipality({ hosts: ['borgo.example'] });
    const colle = aMunicipality({
      id: 'colle',
      slug: 'colle-alto',
      name: 'Colle Alto',
      hosts: [],
      boundary: square(10, 41),
    });
    gateway = await gatewayUnderTest({ municipalities: [borgo, colle] });
  });
  afterAll(() => gateway.close());

  const submit = (location: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    gateway.send('POST', '/api/v1/reports', aSubmission({ location }), headers);
  const bodyOf = async (answer: Promise<Response>): Promise<Record<string, unknown>> =>
    (await (await answer).json()) as Record<string, unknown>;

  it('belongs to the Comune in which its place lies, which the answer names', async () => {
    expect(await bodyOf(submit(IN_BORGO))).toMatchObject({ municipality: 'borgo-esempio' });
    const { code, municipality } = await bodyOf(submit(IN_COLLE));
    expect(municipality).toBe('colle-alto');
    const path = `/api/v1/reports/${String(code)}`;
    expect((await gateway.ask(path, { headers: { 'x-municipality': String(municipality) } })).status).toBe(200);
  });

  it('belongs to the Comune that the caller names, wherever its place lies', async () => {
    const answer = submit({ lat: 41.5, lon: 13.5 }, { 'x-municipality': 'colle-alto' });
    expect(await bodyOf(answer)).toMatchObject({ municipality: 'colle-alto' });
  });

  it('outside all of them is refused with their names, in the language of the caller', async () => {
    expect(await bodyOf(submit(NOWHERE, { 'accept-language': 'en' }))).toMatchObject({
      status: 400,
      code: 'OUTSIDE_ALL_MUNICIPALITIES',
      detail: expect.stringMatching(/lies in none of the Comuni.*\(Borgo Esempio, Colle Alto\)$/),
    });
    expect(await bodyOf(submit(NOWHERE, { 'accept-language': 'it' }))).toMatchObject({
      title: 'Fuori dal territorio dei Comuni serviti',
      detail: expect.stringMatching(/\(Borgo Esempio, Colle Alto\)$/),
    });
  });

  it.each([
    ['no place', undefined],
    ['an address alone', { address: 'Via Roma 1' }],
    ['half a position', { lat: 41.5 }],
    ['words instead of numbers', { lat: '41.5', lon: '13.5' }],
    ['a list', [41.5, 13.5]],
    ['null', null],
  ])('with %s and no Comune named is nobody’s', async (_what, location) => {
    expect(await bodyOf(submit(location))).toMatchObject({ status: 404, code: 'UNKNOWN_MUNICIPALITY' });
  });

  it('that names a Comune that is not served goes nowhere else', async () => {
    const answer = submit(IN_BORGO, { 'x-municipality': 'nowhere' });
    expect(await bodyOf(answer)).toMatchObject({ status: 404, code: 'UNKNOWN_MUNICIPALITY' });
  });

  it('of the front office is never decided by the place: who signs in is of one Comune', async () => {
    const body = { ...aSubmission({ location: IN_COLLE }), channel: 'phone' };
    expect(await bodyOf(gateway.send('POST', '/api/v1/intake', body))).toMatchObject({ code: 'UNKNOWN_MUNICIPALITY' });
  });

  it('sent again with its key is the same report', async () => {
    const again = { 'idempotency-key': 'the-same' };
    const first = await bodyOf(submit(IN_COLLE, again));
    expect(await bodyOf(submit(IN_COLLE, again))).toMatchObject({ code: first['code'], municipality: 'colle-alto' });
  });
});
