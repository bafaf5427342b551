import { freshDatabaseUrl } from '@sportello/postgres/testing';
import { aReport, Door } from './support/door';
import { eventually } from '@sportello/event-sourcing/testing';
import { Product, temporaryDataDir, TOPOLOGIES } from './support/product';
import { LOG_IN, logOf } from './support/product-log';
import { severableWay, type SeverableWay } from './support/severable';
import { countWithOneMore } from './support/work-queue';

/** What the product stands on: a log in PostgreSQL goes with its database. */
const PARTS = { postgresql: ['database'], eventstoredb: ['database', 'log'] } as const;
const CASES = PARTS[LOG_IN].flatMap((part) => TOPOLOGIES.map((topology) => ({ part, topology })));

describe.each(CASES)('A $part that is down for a while, topology $topology', ({ part, topology }) => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let database: Awaited<ReturnType<typeof freshDatabaseUrl>>;
  let way: SeverableWay;
  let product: Product;
  let door: Door;

  beforeAll(async () => {
    data = await temporaryDataDir();
    database = await freshDatabaseUrl();
    const standsOn: Record<string, string> = { DATABASE_URL: database.adminUrl, ...(await logOf(data.path)) };
    const name = { database: 'DATABASE_URL', log: 'EVENTSTOREDB_URL' }[part];
    const url = new URL(String(standsOn[name]));
    way = await severableWay(url.hostname, Number(url.port || 5432));
    url.hostname = '127.0.0.1';
    url.port = String(way.port);
    product = await Product.start({
      topology,
      dataDir: data.path,
      environment: { ...standsOn, [name]: url.href, DEMO: 'true' },
    });
    door = new Door(product.url);
  });

  afterAll(async () => {
    await product.dispose();
    await way.close();
    await database.drop();
    await data.remove();
  });

  it('is answered with 503 and nothing half-done; afterwards the same request is done once', async () => {
    const operator = await door.signIn('urp@demo.it');
    const before = await countWithOneMore(door, operator);
    const body = aReport({ reporter: { email: 'outage@example.org' } });

    way.cut();
    const refused = await door.post('/api/v1/reports', body, { key: 'during-the-outage' });
    expect([refused.status, refused.body['code']]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect((await door.get('/health/live')).status).toBe(200);
    await eventually(
      () => door.get('/health/ready'),
      ({ status }) => status === 503,
    );

    way.mend();
    await eventually(
      () => door.get('/health/ready'),
      ({ status }) => status === 200,
    );
    const done = await door.post('/api/v1/reports', body, { key: 'during-the-outage' });
    expect(done.status).toBe(201);
    const again = await door.post('/api/v1/reports', body, { key: 'during-the-outage' });
    expect([again.status, again.body['code']]).toEqual([201, done.body['code']]);
    expect(await countWithOneMore(door, operator)).toBe(before + 2);
    await eventually(
      () => door.mailsTo('outage@example.org'),
      (mails) => mails.length === 1,
    );
  });
});
