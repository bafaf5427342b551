import type { SqlExecutor } from '@sportello/event-sourcing';
import { estimatedEvents, estimatedRows } from './estimated-events';
import { testDatabase, type TestDatabase } from './testing';

describe('How many events the rows of a table tell of', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await testDatabase('reports');
  });
  afterAll(() => test.drop());

  /** With so many streams of four events each. */
  const estimateWith = (streams: number, estimated = estimatedEvents): Promise<number> =>
    test.database.asOwner(async (sql: SqlExecutor) => {
      await sql.query('create table streams (revision integer not null)');
      await sql.query('insert into streams select 3 from generate_series(1, $1)', [streams]);
      await sql.query('analyze streams');
      const estimate = await estimated(sql, 'streams');
      await sql.query('drop table streams');
      return estimate;
    });

  it.each([0, 1, 9_999])('is counted where the streams are %s', async (streams) => {
    expect(await estimateWith(streams)).toBe(streams * 4);
  });

  it('is estimated where there are more than are worth counting', async () => {
    const estimate = await estimateWith(200_000);
    expect(estimate).toBeGreaterThan(700_000);
    expect(estimate).toBeLessThan(900_000);
  });

  it('is told as well of the rows themselves', async () => {
    for (const rows of [0, 9_999]) expect(await estimateWith(rows, estimatedRows)).toBe(rows);
    const estimate = await estimateWith(200_000, estimatedRows);
    expect(estimate).toBeGreaterThan(175_000);
    expect(estimate).toBeLessThan(225_000);
  });
});
