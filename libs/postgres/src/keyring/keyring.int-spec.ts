import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Client } from 'pg';
import { DatabaseUnavailable } from '../errors';
import { migrationContext } from '../migration';
import { testDatabase, type TestDatabase } from '../testing';
import { blackHole } from '../testing/black-hole';
import { Keyring, type KeyPurpose } from './keyring';
import { KeyErased, KeyMissing, SealBroken } from './keyring-errors';

class CreateKeyring1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, roles } = await migrationContext(runner);
    await Keyring.create(sql, 'keyring', roles);
    await Keyring.create(sql, 'reports', roles, ['subscriber']);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

const masterKey = Buffer.alloc(32, 1);
const key = (subject: string, purpose: KeyPurpose) => ({ municipalityId: 'alfa', subject, purpose });

describe('Keyring', () => {
  let test: TestDatabase;
  let folder: string;
  let keyring: Keyring;
  const open = (): Promise<Keyring> =>
    Keyring.open({ database: test.database, masterKey, erasureList: join(folder, 'erasures') });

  beforeAll(async () => {
    test = await testDatabase('reports', { migrations: [CreateKeyring1700000000000] });
    folder = await mkdtemp(join(tmpdir(), 'sportello-keyring-'));
    keyring = await open();
  });
  afterAll(async () => {
    await test.drop();
    await rm(folder, { recursive: true });
  });

  /** As for a new report: makes the keys when there are none. */
  const seal = async (subject: string, purpose: KeyPurpose, plain: object, by = keyring): Promise<string> => {
    const { sealed } = await by.sealWithToken({ municipalityId: 'alfa', subject }, [{ purpose, plain }]);
    return sealed[0] as string;
  };
  const sealAgain = async (subject: string, purpose: KeyPurpose, plain: object): Promise<string> =>
    (await keyring.seal([{ ...key(subject, purpose), plain }]))[0] as string;
  const unseal = async (subject: string, purpose: KeyPurpose, sealed: string) =>
    (await keyring.unseal([{ ...key(subject, purpose), sealed }]))[0];
  const keyRows = async (subject: string): Promise<object[]> =>
    (
      await test.database.worker.query(
        'select purpose, state, wrapped is null as gone from keyring.keys where subject = $1 order by 1',
        [subject],
      )
    ).rows;

  it('gives back what it sealed, and never the same text twice', async () => {
    const [one, two] = [
      await seal('A1', 'reporter', { name: 'Ada' }),
      await sealAgain('A1', 'reporter', { name: 'Ada' }),
    ];
    expect(one).not.toBe(two);
    expect(one).not.toContain('Ada');
    expect(await unseal('A1', 'reporter', one)).toEqual({ name: 'Ada' });
    expect(await unseal('A1', 'reporter', two)).toEqual({ name: 'Ada' });
  });

  it('has committed both keys when it returns', async () => {
    await seal('A2', 'text', { subject: 'x' });
    expect(await keyRows('A2')).toEqual([
      { purpose: 'reporter', state: 'active', gone: false },
      { purpose: 'text', state: 'active', gone: false },
    ]);
  });

  it('keeps other keys than those of reports in a place of their own, made and committed with the first seal', async () => {
    const erasureList = join(folder, 'subscribers');
    const place = {
      database: test.database,
      schema: 'reports',
      purposes: ['subscriber'],
      masterKey,
      erasureList,
    } as const;
    const subscribers = await Keyring.open(place);
    const [ada, bea] = [key('S1', 'subscriber'), key('S2', 'subscriber')];
    const sealed = await subscribers.sealNew([
      { ...ada, plain: { email: 'ada' } },
      { ...bea, plain: { email: 'bea' } },
    ]);
    const opened = (by: Keyring): Promise<unknown> =>
      by.unseal([ada, bea].map((name, index) => ({ ...name, sealed: sealed[index] ?? '' })));
    expect(await opened(subscribers)).toEqual([{ email: 'ada' }, { email: 'bea' }]);
    const { rows } = await test.database.worker.query('select subject, purpose, state from reports.keys order by 1');
    expect(rows).toEqual(['S1', 'S2'].map((subject) => ({ subject, purpose: 'subscriber', state: 'active' })));
    await subscribers.destroy([ada]);
    expect(await opened(await Keyring.open(place))).toEqual([undefined, { email: 'bea' }]);
    await expect(subscribers.sealNew([{ ...ada, plain: {} }])).rejects.toBeInstanceOf(KeyErased);
    expect(await keyRows('S1')).toEqual([]);
  });

  it('opens the text after the reporter was erased, and the reporter never again', async () => {
    const reporter = await seal('A3', 'reporter', { name: 'Bea' });
    const text = await seal('A3', 'text', { subject: 'pothole' });
    await keyring.destroy([key('A3', 'reporter')]);
    expect(await unseal('A3', 'reporter', reporter)).toBeUndefined();
    expect(await unseal('A3', 'text', text)).toEqual({ subject: 'pothole' });
    await expect(seal('A3', 'reporter', { name: 'Bea' })).rejects.toBeInstanceOf(KeyErased);
    await expect(sealAgain('A3', 'reporter', { name: 'Bea' })).rejects.toBeInstanceOf(KeyErased);
    await keyring.destroy([key('A3', 'reporter')]);
    expect(await keyRows('A3')).toContainEqual({ purpose: 'reporter', state: 'erased', gone: true });
  });

  it('raises an alarm for a row that is missing', async () => {
    const sealed = await seal('A4', 'text', { subject: 'x' });
    await asAdmin(`delete from keyring.keys where subject = 'A4'`);
    await expect(unseal('A4', 'text', sealed)).rejects.toBeInstanceOf(KeyMissing);
    const beside = { ...key('A4b', 'text'), sealed: await seal('A4b', 'text', { subject: 'z' }) };
    const altered = { ...beside, sealed: `${beside.sealed.slice(0, -4)}AAAA` };
    expect(await keyring.unsealEach([{ ...key('A4', 'text'), sealed }, beside, altered])).toEqual([
      expect.any(KeyMissing),
      { subject: 'z' },
      expect.any(SealBroken),
    ]);
    await expect(sealAgain('A4', 'text', { subject: 'y' })).rejects.toBeInstanceOf(KeyMissing);
    expect(await keyRows('A4')).toEqual([]);
    await expect(keyring.trackingTokens([{ municipalityId: 'alfa', subject: 'A4' }])).rejects.toBeInstanceOf(
      KeyMissing,
    );
  });

  it('does not open what was sealed for another report, purpose or master key, or was altered', async () => {
    const sealed = await seal('A5', 'text', { subject: 'x' });
    await seal('A6', 'text', { subject: 'y' });
    await asAdmin(
      `update keyring.keys k set wrapped = o.wrapped from keyring.keys o
       where k.subject = 'A6' and o.subject = 'A5' and o.purpose = k.purpose`,
    );
    await expect(unseal('A6', 'text', sealed)).rejects.toBeInstanceOf(SealBroken);
    await expect(unseal('A5', 'reporter', sealed)).rejects.toBeInstanceOf(SealBroken);
    const altered = Buffer.from(sealed, 'base64url');
    altered[15] = (altered[15] ?? 0) ^ 1;
    await expect(unseal('A5', 'text', altered.toString('base64url'))).rejects.toBeInstanceOf(SealBroken);
    const stranger = await Keyring.open({
      database: test.database,
      masterKey: Buffer.alloc(32, 2),
      erasureList: join(folder, 'other'),
    });
    await expect(stranger.unseal([{ ...key('A5', 'text'), sealed }])).rejects.toBeInstanceOf(SealBroken);
  });

  it('erases again what a restored database brought back', async () => {
    const sealed = await seal('A7', 'reporter', { name: 'Cy' });
    const [before] = (
      await test.database.worker.query<{ wrapped: Buffer }>(
        `select wrapped from keyring.keys where subject = 'A7' and purpose = 'reporter'`,
      )
    ).rows;
    await keyring.destroy([key('A7', 'reporter')]);
    await asAdmin(
      `update keyring.keys set state = 'active', wrapped = '\\x${before?.wrapped.toString('hex')}' where subject = 'A7' and purpose = 'reporter'`,
    );
    expect(await unseal('A7', 'reporter', sealed)).toEqual({ name: 'Cy' });
    await open();
    expect(await unseal('A7', 'reporter', sealed)).toBeUndefined();
    await asAdmin(`delete from keyring.keys where subject = 'A7'`);
    await open();
    expect(await unseal('A7', 'reporter', sealed)).toBeUndefined();
  });

  it('bears a list that a crash left with half a line, and refuses a list that it cannot read', async () => {
    const list = join(folder, 'erasures');
    const before = await readFile(list, 'utf8');
    await appendFile(list, '{"municipalityId":"al');
    await open();
    expect(await readFile(list, 'utf8')).toBe(before);
    await appendFile(join(folder, 'broken'), 'not json\n');
    await expect(
      Keyring.open({ database: test.database, masterKey, erasureList: join(folder, 'broken') }),
    ).rejects.toThrow('line 1 is not an erasure');
  });

  it('knows the same tracking token for ever, until the reporter is erased', async () => {
    await seal('A8', 'reporter', { name: 'Di' });
    const ask = { municipalityId: 'alfa', subject: 'A8' };
    const [token] = await keyring.trackingTokens([ask]);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await (await open()).trackingTokens([ask])).toEqual([token]);
    expect(await keyring.tokenMatches('alfa', 'A8', token as string)).toBe(true);
    expect(await keyring.tokenMatches('alfa', 'A8', 'short')).toBe(false);
    expect(await keyring.tokenMatches('alfa', 'A1', token as string)).toBe(false);
    expect(await keyring.tokenMatches('alfa', 'never-seen', token as string)).toBe(false);
    await keyring.destroy([key('A8', 'reporter')]);
    expect(await keyring.trackingTokens([ask])).toEqual([undefined]);
    expect(await keyring.tokenMatches('alfa', 'A8', token as string)).toBe(false);
  });

  it('makes one pair of keys for callers that race, in few statements', async () => {
    const replica = await open();
    const statements = jest.spyOn(test.database.urgent, 'query');
    const sealed = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        seal(`R${index % 30}`, 'text', { index }, index % 2 ? keyring : replica),
      ),
    );
    const opened = await Promise.all(sealed.map((text, index) => unseal(`R${index % 30}`, 'text', text)));
    expect(opened).toEqual(sealed.map((_, index) => ({ index })));
    expect(statements.mock.calls.length).toBeLessThan(15);
    statements.mockRestore();
  });

  it('holds a request up for no longer than the request may take when a connection goes dead', async () => {
    const hole = await blackHole(test.urls.worker);
    const far = await test.reopen({ urls: { ...test.urls, worker: hole.url } });
    const behind = await Keyring.open({ database: far, masterKey, erasureList: join(folder, 'behind') });
    const sealed = await seal('B1', 'text', { subject: 'x' }, behind);
    hole.swallow();
    const asked = jest.spyOn(far.urgent, 'query');
    await expect(behind.unseal([{ ...key('B1', 'text'), sealed }])).rejects.toBeInstanceOf(DatabaseUnavailable);
    // `pools.spec` says for how long.
    expect(asked).toHaveBeenCalled();
    hole.passOn();
    expect(await behind.unseal([{ ...key('B1', 'text'), sealed }])).toEqual([{ subject: 'x' }]);
    await far.close();
    await hole.close();
  });

  it('fails only the caller whose key was erased, not the others of its batch', async () => {
    await keyring.destroy([key('E1', 'text')]);
    const [erased, fine] = await Promise.allSettled([seal('E1', 'text', {}), seal('E2', 'text', {})]);
    expect([erased.status, fine.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('is closed to the app role and to the owner', async () => {
    await expect(
      test.database.asMunicipality('alfa', (sql) => sql.query('select * from keyring.keys')),
    ).rejects.toThrow('permission denied');
    expect((await test.database.asOwner((sql) => sql.query('select * from keyring.keys'))).rows).toEqual([]);
  });

  async function asAdmin(statement: string): Promise<void> {
    const client = new Client({ connectionString: test.adminUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  }
});
