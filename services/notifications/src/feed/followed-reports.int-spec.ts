import type { SqlExecutor } from '@sportello/event-sourcing';
import { testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import { CreateDeliveries1764000000000 } from '../migrations/1764000000000-create-deliveries';
import { KnowWhatIsKeptNoLonger1765300000000 } from '../migrations/1765300000000-know-what-is-kept-no-longer';
import { replayedReports } from '../operators/replayed-reports';
import { codeNumber, EventLog, MUNICIPALITY } from '../testing/events';
import { FollowedReports } from './followed-reports';

const PAGE = 60;
const MANY = 5_000;

type Reports = Pick<FollowedReports, 'about'>;

describe('the reports that a page of the feed is about', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await testDatabase('notifications', {
      migrations: [CreateDeliveries1764000000000, KnowWhatIsKeptNoLonger1765300000000],
    });
  });
  afterAll(() => test.drop());

  async function fill(sql: SqlExecutor, table: string): Promise<void> {
    await sql.query(
      `insert into ${table} (municipality_id, code, revision, type, language, visibility, status, sealed_reporter)
       select '${MUNICIPALITY}', n::text, 0, 'issue', 'it', 'public', 'active', repeat('x', 150) from generate_series(1, ${MANY}) n`,
    );
  }

  /** How PostgreSQL goes about finding them. */
  async function plans(sql: SqlExecutor, open: (explaining: SqlExecutor) => Reports): Promise<string[]> {
    const plans: string[] = [];
    const explaining: SqlExecutor = {
      async query(text, parameters) {
        const { rows } = await sql.query<{ 'QUERY PLAN': string }>(`explain ${text}`, parameters);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return sql.query(text, parameters);
      },
    };
    const log = new EventLog();
    for (let number = 0; number < PAGE; number += 1) log.submitted(codeNumber(number));
    await open(explaining).about(log.events);
    return plans;
  }

  it('are looked up by their keys, also before PostgreSQL has counted how many there are', async () => {
    const { worker } = test.database;
    await fill(worker, 'notifications.report_recipients');
    const live = await plans(worker, (sql) => new FollowedReports(sql, 'notifications.report_recipients'));
    expect(live).toHaveLength(1);
    expect(live[0]).toContain('report_recipients_pkey');
    expect(live[0]).toContain('report_recipients_duplicates');
    expect(live[0]).not.toContain('Seq Scan');
  });

  it('are looked up so in the table of a replay too, which was empty a moment ago and is never counted', async () => {
    const [replayed] = await test.database.asWorkerAlone(async (sql) => {
      const reports = await replayedReports(sql, 'notifications');
      await reports.about(new EventLog().events);
      await fill(sql, 'pg_temp.replayed_reports');
      return plans(sql, (explaining) => new FollowedReports(explaining, 'pg_temp.replayed_reports'));
    });
    expect(replayed).toContain('replayed_reports_pkey');
    expect(replayed).toContain('replayed_reports_municipality_id_duplicate_of_idx');
    expect(replayed).not.toContain('Seq Scan');
  });
});
