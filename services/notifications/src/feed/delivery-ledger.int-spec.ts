import type { SqlExecutor } from '@sportello/event-sourcing';
import { testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import { CreateDeliveries1764000000000 } from '../migrations/1764000000000-create-deliveries';
import { codeNumber, EventLog, MUNICIPALITY } from '../testing/events';
import { DeliveryLedger } from './delivery-ledger';

jest.setTimeout(60_000);

const PAGE = 60;

describe('the reports that a page of the feed is about', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await testDatabase('notifications', { migrations: [CreateDeliveries1764000000000] });
    await test.database.worker.query(
      `insert into notifications.report_recipients (municipality_id, code, revision, type, language, visibility, status, sealed_reporter)
       select '${MUNICIPALITY}', n::text, 0, 'issue', 'it', 'public', 'active', repeat('x', 150) from generate_series(1, 5000) n`,
    );
  });
  afterAll(() => test.drop());

  it('are looked up by their keys, also before PostgreSQL has counted how many there are', async () => {
    const { worker } = test.database;
    const plans: string[] = [];
    const explaining: SqlExecutor = {
      async query(text, parameters) {
        const { rows } = await worker.query<{ 'QUERY PLAN': string }>(`explain ${text}`, parameters);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return worker.query(text, parameters);
      },
    };
    const log = new EventLog();
    for (let number = 0; number < PAGE; number += 1) log.submitted(codeNumber(number));
    await new DeliveryLedger('notifications', () => 'example.org').reportsAbout(explaining, log.events);
    expect(plans).toHaveLength(1);
    expect(plans[0]).toContain('report_recipients_pkey');
    expect(plans[0]).toContain('report_recipients_duplicates');
    expect(plans[0]).not.toContain('Seq Scan');
  });
});
