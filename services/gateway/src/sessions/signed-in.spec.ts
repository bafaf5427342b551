import type { SqlExecutor } from '@sportello/event-sourcing';
import { SignedInLookup } from './signed-in';

const NOW = new Date('2026-03-02T09:00:00Z');
const [urp, roads, nobody] = ['urp', 'roads', 'nobody'].map((name) => Buffer.from(name)) as [Buffer, Buffer, Buffer];

/** A database that answers when it is told to, and knows everybody but `nobody`. */
function aDatabase() {
  const asked: { municipalityId: string; sessions: string[]; answer: (error?: Error) => void }[] = [];
  const executor = (municipalityId: string): SqlExecutor => ({
    query: <Row extends object>(_text: string, parameters: readonly unknown[] = []) =>
      new Promise<{ rows: Row[]; rowCount: number }>((resolve, reject) => {
        const sessions = (parameters[1] as Buffer[]).map(String);
        const rows = sessions.flatMap((name, index) =>
          name === 'nobody'
            ? []
            : [{ place: index + 1, id: name, name, roles: [], departments: [], secondFactor: false }],
        );
        const answer = (error?: Error): void =>
          error ? reject(error) : resolve({ rows: rows as object[] as Row[], rowCount: rows.length });
        asked.push({ municipalityId, sessions, answer });
      }),
  });
  return {
    asked,
    asMunicipality: <T>(municipalityId: string, work: (sql: SqlExecutor) => Promise<T>): Promise<T> =>
      work(executor(municipalityId)),
  };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('looking up who is signed in', () => {
  it('asks once for all who come together, and tells each who they are', async () => {
    const database = aDatabase();
    const lookup = new SignedInLookup(database, () => NOW);
    const found = Promise.all([urp, roads, urp, nobody].map((session) => lookup.find('borgo', session)));
    await nextTurn();
    expect(database.asked.map(({ sessions }) => sessions)).toEqual([['urp', 'roads', 'nobody']]);
    database.asked[0]?.answer();
    expect((await found).map((one) => one?.id)).toEqual(['urp', 'roads', 'urp', undefined]);
    expect((await found)[1]).toMatchObject({ session: roads, secondFactor: false });
  });

  it('lets nobody into a question that was already sent: what was ended since must not open', async () => {
    const database = aDatabase();
    const lookup = new SignedInLookup(database, () => NOW);
    const first = lookup.find('borgo', urp);
    await nextTurn();
    const second = lookup.find('borgo', urp);
    const elsewhere = lookup.find('altrove', urp);
    await nextTurn();
    expect(database.asked.map(({ municipalityId }) => municipalityId)).toEqual(['borgo', 'altrove']);
    for (const { answer } of database.asked) answer();
    expect((await first)?.id).toBe('urp');
    expect((await elsewhere)?.id).toBe('urp');
    await nextTurn();
    expect(database.asked.map(({ municipalityId }) => municipalityId)).toEqual(['borgo', 'altrove', 'borgo']);
    database.asked[2]?.answer();
    expect((await second)?.id).toBe('urp');
  });

  it('tells everybody who waited when the database cannot answer, and asks again for the next', async () => {
    const database = aDatabase();
    const lookup = new SignedInLookup(database, () => NOW);
    const failed = Promise.allSettled([lookup.find('borgo', urp), lookup.find('borgo', roads)]);
    await nextTurn();
    database.asked[0]?.answer(new Error('away'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = lookup.find('borgo', urp);
    await nextTurn();
    database.asked[1]?.answer();
    expect((await again)?.id).toBe('urp');
  });
});
