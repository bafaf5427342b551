import { gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';
import type { OpenSession, SessionList } from './sessions.dto';

describe('Open sessions', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await gatewayUnderTest();
  });
  afterAll(() => gateway.close());

  const list = async (headers: Record<string, string>, query = ''): Promise<SessionList> =>
    (await (await gateway.ask(`/api/v1/sessions${query}`, { headers })).json()) as SessionList;
  const end = async (headers: Record<string, string>, id: string): Promise<number> =>
    (await gateway.ask(`/api/v1/sessions/${id}`, { method: 'DELETE', headers })).status;
  const other = ({ items }: SessionList): OpenSession => {
    const found = items.find(({ current }) => !current);
    if (found === undefined) throw new Error('There is no other session');
    return found;
  };

  it('are listed to who holds them, who can end one and go on with another', async () => {
    const [here, lost] = [await gateway.signIn('urp@demo.it'), await gateway.signIn('urp@demo.it')];
    const mine = await list(here);
    expect(mine).toMatchObject({ page: 1, total: 2 });
    expect(mine.items.filter(({ current }) => current)).toHaveLength(1);
    expect(JSON.stringify(mine)).not.toContain(lost['authorization']?.slice('Bearer '.length));
    expect(await end(here, other(mine).id)).toBe(204);
    expect((await gateway.ask('/api/v1/sessions', { headers: lost })).status).toBe(401);
    expect(await list(here)).toMatchObject({ total: 1 });
    expect(await end(here, other(mine).id)).toBe(404);
  });

  it('of others are for administrators alone, and nobody else learns whether there are any', async () => {
    const [urp, roads, admin] = [
      await gateway.signIn('urp@demo.it'),
      await gateway.signIn('strade@demo.it'),
      await gateway.signIn('admin@demo.it'),
    ];
    const [own] = (await list(roads)).items;
    if (own === undefined) throw new Error('A session lists itself');
    expect((await gateway.ask(`/api/v1/sessions?account=${own.account}`, { headers: urp })).status).toBe(403);
    expect(await end(urp, own.id)).toBe(404);
    expect(await list(admin, `?account=${own.account}`)).toMatchObject({ items: [{ id: own.id, current: false }] });
    expect(await end(admin, own.id)).toBe(204);
    expect((await gateway.ask('/api/v1/work-queue', { headers: roads })).status).toBe(401);
    expect((await gateway.ask('/api/v1/sessions?account=urp', { headers: admin })).status).toBe(400);
  });
});
