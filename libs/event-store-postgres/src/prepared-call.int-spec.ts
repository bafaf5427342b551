import { Client } from 'pg';
import { callPrepared, type PreparedStatement } from './prepared-call';
import { logDatabase, type LogDatabase } from './testing/postgres-log';

const ROOT: PreparedStatement<string> = {
  name: 'root',
  text: 'select sqrt($1::float8)::text',
  row: ([root]) => root ?? '',
};

describe('A prepared call', () => {
  let database: LogDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await logDatabase();
    client = new Client({ connectionString: database.urls.worker });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('can be made again when the first one failed after the server had prepared it', async () => {
    await expect(callPrepared(client, ROOT, ['-1'])).rejects.toThrow('square root of a negative number');
    await expect(callPrepared(client, ROOT, ['no number'])).rejects.toThrow('invalid input syntax');
    expect(await callPrepared(client, ROOT, ['9'])).toEqual({ rows: ['3'], complete: true });
    await expect(callPrepared(client, ROOT, ['-1'])).rejects.toThrow('square root of a negative number');
    expect(await callPrepared(client, ROOT, ['16'])).toEqual({ rows: ['4'], complete: true });
  });
});
