import { testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import { CreateDeliveries1764000000000 } from '../migrations/1764000000000-create-deliveries';
import { DeliveryQueue } from './delivery-queue';

describe('the queue of deliveries', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await testDatabase('notifications', { migrations: [CreateDeliveries1764000000000] });
    await test.database.worker.query(
      `insert into notifications.deliveries (municipality_id, event_id, recipient, channel, code, template, parameters, language,
         message_id, occurred_at, state, lease, next_attempt_at)
       select 'borgo', gen_random_uuid(), n::text, 'email', n::text, 'submitted', '{}', 'it', n::text, now(),
              case when n % 1000 = 0 then 'due' else 'sent' end, null, now() - interval '1 day' + n * interval '1 millisecond'
         from generate_series(1, 30000) n`,
    );
    await test.database.asOwner((sql) => sql.query('analyze notifications.deliveries'));
  });
  afterAll(() => test.drop());

  it('finds what is due by its index, however much was sent before', async () => {
    const { rows } = await test.database.worker.query<{ 'QUERY PLAN': string }>(
      `explain select municipality_id from notifications.deliveries
        where state in ('due', 'sending') and next_attempt_at <= clock_timestamp() order by next_attempt_at, occurred_at limit 50`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index (Only )?Scan using deliveries_due/);
  });

  it('gives each delivery to one of those who claim at once, the longest waiting first', async () => {
    const queue = new DeliveryQueue(test.database);
    const claims = await Promise.all(Array.from({ length: 8 }, () => queue.claim(3, 60_000)));
    const recipients = claims.flatMap(({ deliveries }) => deliveries.map(({ recipient }) => Number(recipient)));
    expect(new Set(recipients).size).toBe(recipients.length);
    expect(recipients.sort((one, other) => one - other)).toEqual(recipients.map((_, index) => (index + 1) * 1000));
  });

  it('lets only the holder of the lease say how it ended', async () => {
    const queue = new DeliveryQueue(test.database);
    const { lease, deliveries } = await queue.claim(1, 60_000);
    const settlements = deliveries.map((key) => ({ key, outcome: { state: 'sent' } as const }));
    expect(settlements).toHaveLength(1);
    expect(await queue.settle('00000000-0000-4000-8000-000000000000', settlements)).toEqual([]);
    expect(await queue.settle(lease, settlements)).toHaveLength(1);
    expect(await queue.settle(lease, settlements)).toEqual([]);
  });
});
