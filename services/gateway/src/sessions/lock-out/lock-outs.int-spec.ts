import { silentLogger, testDatabase } from '@sportello/postgres/testing';
import { openGatewayDatabase } from '../../gateway-database';
import { Problem } from '../../problems/problem';
import { LockOuts, type Attempt } from './lock-outs';

const anna: Attempt = { municipalityId: 'borgo-esempio', email: 'anna@comune.example', address: '192.0.2.1' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('Who guesses passwords', () => {
  let database: Awaited<ReturnType<typeof openGatewayDatabase>>;
  let drop: () => Promise<void>;
  let now = Date.parse('2026-03-02T09:00:00Z');
  let lockOuts: LockOuts;
  const anew = (): LockOuts => new LockOuts(database, Buffer.alloc(32, 7), () => new Date(now));

  beforeAll(async () => {
    const scratch = await testDatabase('gateway');
    database = await openGatewayDatabase({ databaseUrls: scratch.urls, logger: silentLogger() });
    drop = async () => {
      await database.close();
      await scratch.drop();
    };
  });
  afterAll(() => drop());
  beforeEach(() => {
    // A day and more later: what was before is forgotten.
    now += 48 * HOUR;
    lockOuts = anew();
  });

  const wrong = (): Promise<never> => Promise.reject(new Problem('WRONG_CREDENTIALS'));
  /** `in`, the code of the refusal, or for how many seconds to stay away. */
  const tries = async (attempt: Attempt, work: () => Promise<unknown> = wrong): Promise<string | number> => {
    try {
      await lockOuts.around(attempt, work);
      return 'in';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const after = error.headers['retry-after'];
      return error.code === 'TOO_MANY_REQUESTS' ? Number(after) : error.code;
    }
  };
  const times = async (count: number, attempt: (index: number) => Attempt): Promise<void> => {
    for (let index = 0; index < count; index++) expect(await tries(attempt(index))).toBe('WRONG_CREDENTIALS');
  };
  const right = (): Promise<string> => Promise.resolve('a session');

  it('is kept out after five wrong ones in a row, a minute at first and twice as long each time, an hour at most, with the right one too', async () => {
    await times(5, () => anna);
    const waits: (string | number)[] = [];
    for (let index = 0; index < 8; index++) {
      const wait = await tries(anna, right);
      waits.push(wait);
      now += Number(wait) * 1000;
      expect(await tries(anna)).toBe('WRONG_CREDENTIALS');
    }
    expect(waits).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600]);
  });

  it('is kept out wherever they come from, and an address that has no account is kept out alike', async () => {
    const nobody = { ...anna, email: 'nessuno@comune.example' };
    for (const one of [anna, nobody]) {
      await times(5, (index) => ({ ...one, address: `198.51.100.${index}` }));
      expect(await tries({ ...one, address: '203.0.113.9' }, right)).toBe(60);
    }
  });

  it('is kept out by their address over many accounts, without locking the accounts for others', async () => {
    await times(25, (index) => ({ ...anna, email: `someone${index}@comune.example`, address: '2001:db8::1' }));
    expect(await tries({ ...anna, address: '2001:db8::ffff' }, right)).toBe(60);
    expect(await tries(anna, right)).toBe('in');
  });

  it('does not win the address back by signing in with an account of their own in between', async () => {
    const own = { ...anna, email: 'guesser@comune.example' };
    for (let index = 0; index < 24; index++) {
      expect(await tries({ ...anna, email: `someone${index}@comune.example` })).toBe('WRONG_CREDENTIALS');
      expect(await tries(own, right)).toBe('in');
    }
    expect(await tries({ ...anna, email: 'last@comune.example' })).toBe('WRONG_CREDENTIALS');
    expect(await tries(own, right)).toBe(60);
  });

  it('wins nothing by trying many at once', async () => {
    let looked = 0;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        tries(anna, () => {
          looked += 1;
          return wrong();
        }),
      ),
    );
    expect(looked).toBe(5);
    expect(answers.filter((answer) => answer === 60)).toHaveLength(15);
  });

  it('begins anew after the right one, after a day of silence, and when an administrator says so', async () => {
    await times(4, () => anna);
    expect(await tries(anna, right)).toBe('in');
    await times(4, () => anna);
    now += 25 * HOUR;
    await times(5, () => anna);
    expect(await tries(anna, right)).toBe(60);
    expect(await lockOuts.lockedUntil(anna.municipalityId, ['Anna@comune.example ', 'b@b.example'])).toEqual(
      new Map([['Anna@comune.example ', new Date(now + MINUTE)]]),
    );
    await lockOuts.unlock(anna.municipalityId, anna.email);
    expect(await tries(anna, right)).toBe('in');
  });

  it('is still kept out after a restart, and free in another municipality', async () => {
    await times(5, () => anna);
    lockOuts = anew();
    expect(await tries(anna, right)).toBe(60);
    expect(await tries({ ...anna, municipalityId: 'altrove' }, right)).toBe('in');
  });

  it('is not who meets a part that is down, or has yet to give a second factor', async () => {
    for (let index = 0; index < 6; index++)
      expect(await tries(anna, () => Promise.reject(new Problem('SERVICE_UNAVAILABLE')))).toBe('SERVICE_UNAVAILABLE');
    await times(5, () => anna);
  });

  it('stands in the table under a digest, neither with address nor account', async () => {
    await times(1, () => anna);
    const { rows } = await database.asMunicipality(anna.municipalityId, (sql) =>
      sql.query('select * from sign_in_failures'),
    );
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/anna|comune|192\.0\.2/);
  });
});
