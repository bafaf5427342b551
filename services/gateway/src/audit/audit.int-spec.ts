import { reportCode, SUBJECTS } from '@sportello/contracts';
import type { AccountList } from '../accounts/account.dto';
import { aSubmission, gatewayUnderTest, type GatewayUnderTest } from '../testing/gateway-under-test';
import type { ReadList } from './audit.dto';

const CODE = reportCode(Buffer.alloc(8, 7));
/** As people type it. */
const TYPED = CODE.toLowerCase().replace(/^(....)/, '$1-');

describe('The record of who read personal data', () => {
  let gateway: GatewayUnderTest;
  let admin: Record<string, string>;
  beforeAll(async () => {
    gateway = await gatewayUnderTest();
    admin = await gateway.signIn('admin@demo.it');
  });
  afterAll(() => gateway.close());

  const audit = (query: string, headers = admin): Promise<Response> =>
    gateway.ask(`/api/v1/audit${query}`, { headers });

  it('says who, by name, where and what, in the words of its reader', async () => {
    const accounts = await (await gateway.ask('/api/v1/accounts?role=department', { headers: admin })).json();
    const id = (accounts as AccountList).items[0]?.id ?? '';
    const at = '2026-03-02T09:00:00.000Z';
    gateway.reports.reads.push(
      { at, actor: { kind: 'staff', id }, what: ['texts', 'notes'], route: 'report', codes: [CODE] },
      { at, actor: { kind: 'service', id: 'ops' }, what: ['reporter'], route: 'log', codes: [CODE] },
    );
    const answer = await audit(`?code=${TYPED}&pageSize=1`, { ...admin, 'accept-language': 'it' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('link')).toContain('cursor=further.on');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const list = (await answer.json()) as ReadList;
    expect(list).toMatchObject({ page: 1, total: 2, atLeast: false, next: 'further.on' });
    expect(list.items[0]).toEqual({
      at,
      actor: { kind: 'staff', id, name: expect.stringMatching(/^Ufficio/) },
      route: 'report',
      label: 'Pagina della segnalazione',
      what: [
        { part: 'texts', label: 'oggetto, descrizione, risposte e indirizzo' },
        { part: 'notes', label: 'note, domande e repliche' },
      ],
      codes: [CODE],
    });
    expect(list.items[1]?.actor).toEqual({ kind: 'service', id: 'ops' });
    const asked = gateway.reports.heard.filter(({ subject }) => subject === SUBJECTS.personalDataReads).at(-1);
    expect(asked?.message).toEqual({ code: CODE, pageSize: 1 });
  });

  it('is for administrators alone', async () => {
    for (const email of ['urp@demo.it', 'strade@demo.it', 'redazione@demo.it'])
      expect([email, (await audit('', await gateway.signIn(email))).status]).toEqual([email, 403]);
    expect((await audit('', {})).status).toBe(401);
  });

  it('refuses what it cannot look for', async () => {
    for (const query of ['?code=nothing', '?actor=a%20b', '?from=yesterday', '?cursor=%20', '?pageSize=101', '?who=me'])
      expect([query, (await audit(query)).status]).toEqual([query, 400]);
  });

  it('is not added to by following the live status of a report: no text is opened for it', async () => {
    const urp = await gateway.signIn('urp@demo.it');
    const code = [...gateway.reports.reports.keys()][0] ?? (await submitted());
    gateway.reports.heard.length = 0;
    expect((await gateway.ask(`/api/v1/reports/${code}/live`, { method: 'HEAD', headers: urp })).status).toBe(200);
    expect(gateway.reports.heard.map(({ actor }) => actor.kind)).toEqual(['anonymous']);
  });

  async function submitted(): Promise<string> {
    const answer = await gateway.send('POST', '/api/v1/reports', aSubmission());
    return ((await answer.json()) as { code: string }).code;
  }
});
