import { OPERATOR_SUBJECTS, type AccountView } from '@sportello/contracts';
import type { Reply } from '@sportello/messaging';
import { aMunicipality } from '../testing/a-municipality';
import { gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';

const anna = { email: 'Anna.Verdi@comune.example', name: 'Anna Verdi', roles: ['department'], departments: ['roads'] };
const PASSWORD = 'una-parola-lunga';

const inBorgo = { 'x-municipality': 'borgo-esempio' };

describe('The staff, as operators keep it', () => {
  let gateway: GatewayUnderTest;
  const ask = <T>(subject: string, payload: object): Promise<Reply<T>> => gateway.askAsOperator<T>(subject, payload);
  const signIn = (email: string, password: string): Promise<Response> =>
    gateway.send('POST', '/api/v1/sessions', { email, password }, inBorgo);
  const workQueue = (token: string): Promise<Response> =>
    gateway.ask('/api/v1/work-queue', { headers: { ...inBorgo, authorization: `Bearer ${token}` } });
  const refusal = async (subject: string, payload: object): Promise<string> => {
    const reply = await ask(subject, payload);
    return reply.ok ? 'none' : reply.refusal.code;
  };

  beforeAll(async () => {
    const altrove = aMunicipality({ id: 'altrove', slug: 'altrove', name: 'Altrove', hosts: ['altrove.example'] });
    gateway = await gatewayUnderTest({ municipalities: [aMunicipality(), altrove] });
  });
  afterAll(() => gateway.close());

  it('gets a new account, in one municipality, whose password stands nowhere', async () => {
    const account = { ...anna, municipality: 'borgo-esempio', password: PASSWORD };
    expect(await ask(OPERATOR_SUBJECTS.addAccount, account)).toMatchObject({
      ok: true,
      value: { email: 'anna.verdi@comune.example', disabled: false },
    });
    expect((await signIn('anna.verdi@comune.example', PASSWORD)).status).toBe(201);
    const all = await ask<readonly AccountView[]>(OPERATOR_SUBJECTS.accounts, { municipality: 'altrove' });
    expect(JSON.stringify(all)).not.toMatch(/anna/i);
    expect(JSON.stringify(await ask(OPERATOR_SUBJECTS.accounts, {}))).not.toContain('scrypt');
  });

  it('refuses an address twice, an unknown department, a short password, and no municipality among several', async () => {
    const account = { ...anna, municipality: 'borgo-esempio', password: PASSWORD };
    expect(await refusal(OPERATOR_SUBJECTS.addAccount, account)).toBe('INVALID_REQUEST');
    const other = { ...account, email: 'other@comune.example' };
    expect(await refusal(OPERATOR_SUBJECTS.addAccount, { ...other, departments: ['moon'] })).toBe('UNKNOWN_DEPARTMENT');
    expect(await refusal(OPERATOR_SUBJECTS.addAccount, { ...other, password: 'short' })).toBe('INVALID_REQUEST');
    expect(await refusal(OPERATOR_SUBJECTS.addAccount, { ...other, municipality: undefined })).toBe(
      'UNKNOWN_MUNICIPALITY',
    );
  });

  it('cannot sign in with a closed account, nor go on with what was open, until it is opened again', async () => {
    const account = { email: anna.email, municipality: 'borgo-esempio' };
    const { accessToken } = (await (await signIn(anna.email, PASSWORD)).json()) as { accessToken: string };
    expect((await workQueue(accessToken)).status).toBe(200);
    await ask(OPERATOR_SUBJECTS.disableAccount, { ...account, disabled: true });
    expect((await workQueue(accessToken)).status).toBe(401);
    expect((await signIn(anna.email, PASSWORD)).status).toBe(401);
    await ask(OPERATOR_SUBJECTS.disableAccount, { ...account, disabled: false });
    expect((await signIn(anna.email, PASSWORD)).status).toBe(201);
  });

  it('signs in with a new password only', async () => {
    const account = { email: anna.email, municipality: 'borgo-esempio' };
    await ask(OPERATOR_SUBJECTS.setPassword, { ...account, password: 'un-altra-parola' });
    expect((await signIn(anna.email, PASSWORD)).status).toBe(401);
    expect((await signIn(anna.email, 'un-altra-parola')).status).toBe(201);
    expect(await refusal(OPERATOR_SUBJECTS.setPassword, { ...account, email: 'x@y.example', password: PASSWORD })).toBe(
      'NOT_FOUND',
    );
  });
});
