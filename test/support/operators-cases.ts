import { eventually } from '@sportello/event-sourcing/testing';
import { Citizens } from './citizens';
import { launch, sportello, type Said } from './command-line';
import { aReport, Door } from './door';
import { importCases } from './import-cases';
import { ALWAYS, aToldReport, REPORTER, tamper, viewInUse } from './operated-product';
import { Product, temporaryDataDir, type Topology } from './product';
import { subscriberImports, SUBSCRIBERS_IMPORTED } from './subscribers';
import { POSITIONS } from './positions';

/** What operators do beside a running product, alike in every topology. */
export function operatorsCases(topology: Topology): void {
  describe('The operators’ command line beside a running product', () => {
    let data: Awaited<ReturnType<typeof temporaryDataDir>>;
    let product: Product;
    let door: Door;
    let code: string;
    let token: string;
    const run = (...args: readonly string[]): Promise<Said> => sportello(data.path, ...args);

    beforeAll(async () => {
      data = await temporaryDataDir();
      product = await Product.start({ topology, dataDir: data.path });
      door = new Door(product.url);
      ({ code, token } = await aToldReport(door));
    });
    afterAll(async () => {
      await product.dispose();
      await data.remove();
    });

    it('tells who reads the log and that all is well, for people and for machines', async () => {
      const following = new RegExp(
        `^status_page +projection +v\\d+ g1 +${POSITIONS.form.source} +0 +0 +following$`,
        'm',
      );
      const people = await eventually(
        () => run('projection', 'list'),
        ({ out }) => following.test(out),
      );
      expect({ code: people.code, err: people.err }).toEqual({ code: 0, err: '' });
      expect(people.out).toMatch(/^NAME +KIND +VERSION +POSITION +BEHIND +PARKED +STATE\n/);
      const [list] = (await run('projection', 'list', '--json')).json();
      expect(list?.['ok']).toBe(true);
      const readers = list?.['readers'] as readonly { readonly name: string }[];
      expect(readers.map(({ name }) => name)).toContain('work_queue');
    });

    it('rebuilds a read model while people go on reporting, and verifies that it is what the log says', async () => {
      const citizens = new Citizens(door, token, 2);
      await eventually(
        async () => citizens.acknowledged.length,
        (answered) => answered > 0,
      );
      const before = citizens.acknowledged.length;
      const rebuilt = await run('projection', 'rebuild', 'status_page', '--json');
      expect({ code: rebuilt.code, said: rebuilt.json() }).toMatchObject({
        code: 0,
        said: [{ ok: true, generation: 2 }],
      });
      const verified = await run('projection', 'verify', 'status_page', '--json');
      expect({ code: verified.code, said: verified.json() }).toMatchObject({ code: 0, said: [{ equal: true }] });
      await citizens.stop();
      expect(citizens.acknowledged.length).toBeGreaterThan(before);
    });

    it('finds a row that somebody changed, names it without its contents, and puts it right', async () => {
      const view = await viewInUse(data.path, 'status_page');
      await tamper(data.path, `update ${view} set category = 'planted' where code = $1`, [code]);
      const found = await run('projection', 'verify', 'status_page');
      expect(found.code).toBe(1);
      expect(found.out).toContain(`borgo-esempio/${code}: category`);
      expect(found.out).not.toContain('planted');
      expect((await run('projection', 'rebuild', 'status_page')).code).toBe(0);
      expect((await run('projection', 'verify', 'status_page')).code).toBe(0);
    });

    it('shows a report as it stood, as the API’s asOf does', async () => {
      const { body } = await door.get(`/api/v1/reports/${code}`, { token });
      const moments = (body['timeline'] as readonly { readonly at: string }[]).map(({ at }) => at);
      for (const at of [moments[1], moments.at(-1)].map(String)) {
        const [said] = (await run('report', 'as-of', code, at, '--personal', '--json')).json();
        const page = said?.['page'] as Record<string, unknown>;
        const api = (await door.get(`/api/v1/reports/${code}?asOf=${at}`, { token })).body;
        const facts = [
          'status',
          'assignedAt',
          'startedAt',
          'resolvedAt',
          'dueBy',
          'subject',
          'description',
          'revision',
        ];
        for (const fact of facts) expect([fact, page[fact]]).toEqual([fact, api[fact]]);
        expect(page['timeline']).toHaveLength((api['timeline'] as readonly unknown[]).length);
      }
    });

    it('follows the log live and ends with 130 when it is interrupted', async () => {
      const tail = launch({ DATA_DIR: data.path }, ['events', 'tail', '--type', 'report.submitted', '--json']);
      await eventually(
        async () => {
          expect((await door.post('/api/v1/reports', aReport({ reporter: undefined }))).status).toBe(201);
          return tail.saidSoFar;
        },
        (out) => out.includes('\n'),
      );
      tail.child.kill('SIGINT');
      const said = await tail.end();
      expect(said.code).toBe(130);
      expect(said.json()[0]).toMatchObject({ type: 'report.submitted', data: { sealedText: '(sealed)' } });
    });

    it('lists what a replay would send beside what was sent, and sends nothing', async () => {
      const mailsBefore = (await door.mailsTo(REPORTER)).length;
      // What came in last may be on its way.
      const replay = await eventually(
        () => run('notifications', 'replay', ...ALWAYS, '--json'),
        ({ code: verdict }) => verdict === 0,
      );
      const lines = replay.json();
      const ours = lines.filter(({ recipient }) => recipient === code);
      expect(ours.map(({ template, planned, recorded }) => [template, planned, recorded])).toEqual(
        ['submitted', 'assigned', 'work-started', 'resolved'].map((template) => [template, 'due', 'sent']),
      );
      expect(lines.at(-1)).toMatchObject({ ok: true, different: 0 });
      expect((await door.mailsTo(REPORTER)).length).toBe(mailsBefore);
    });

    it('takes over who reads the newsletter, once, and keeps out whom it has forgotten', async () => {
      expect(await subscriberImports({ DATA_DIR: data.path })).toEqual(SUBSCRIBERS_IMPORTED);
    });

    importCases(() => ({ dataDir: data.path, door, token }));
  });
}
