import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { NO_STREAM, START } from '@sportello/event-sourcing';
import { eventually, newStream, testEvent } from '@sportello/event-sourcing/testing';
import { EventStoreDbEventStore } from './eventstoredb-event-store';
import { SecureNode } from './testing';

/** What a URL must have percent-encoded is in each of them. */
const ADMIN_PASSWORD = 'Admin:of/a?test%1';
const PASSWORD = 'p@ss:w/rd?#&%20é';
const SPORTELLO = ['sportello', PASSWORD] as const;

jest.setTimeout(180_000);

let node: SecureNode;
beforeAll(async () => {
  node = await SecureNode.start(process.env['EVENTSTOREDB_BIN'] as string, ADMIN_PASSWORD);
  await node.addAccount(...SPORTELLO);
});
afterAll(async () => {
  await node.stop();
});

const open = (url: string): Promise<EventStoreDbEventStore> =>
  EventStoreDbEventStore.open({ url, onError: () => undefined });

/** What an operator is told. */
async function refusal(url: string): Promise<string> {
  const refused = await open(url).then(
    async (store) => {
      await store.close();
      return 'opened';
    },
    (error: unknown) => inspect(error, { depth: 10 }),
  );
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), Buffer.from(SPORTELLO.join(':')).toString('base64')]) {
    expect(refused).not.toContain(secret);
  }
  return refused;
}

describe('A server with TLS and accounts', () => {
  it('lets no account in that may not read the log, until an administrator has run account.cjs for it', async () => {
    expect(await refusal(node.trustedUrl(SPORTELLO))).toContain('EventStoreDB refuses the account of EVENTSTOREDB_URL');
    const program = join(__dirname, '..', '..', '..', 'deploy', 'eventstoredb', 'account.cjs');
    const env = { ...process.env, EVENTSTOREDB_ADMIN_URL: node.trustedUrl(['admin', ADMIN_PASSWORD]) };
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'sportello'], { env, timeout: 60_000 });
    expect(stdout).toContain('sportello may read the log');
  });

  it('serves the account of the URL: appends, reads and wake-ups', async () => {
    const [store, other] = [await open(node.trustedUrl(SPORTELLO)), await open(node.trustedUrl(SPORTELLO))];
    let calls = 0;
    store.onAppended(() => (calls += 1));
    await eventually(() => calls > 0);
    const [stream, woken] = [newStream(), calls];
    await other.append(stream, [testEvent()], NO_STREAM);
    await eventually(() => calls > woken);
    expect(await store.readStream(stream)).toHaveLength(1);
    expect((await store.readAll(START, 10)).events.map((event) => event.stream)).toContain(stream);
    await Promise.all([store.close(), other.close()]);
  });

  it.each<[string, () => string, string]>([
    ['a wrong password', () => node.trustedUrl(['sportello', `${PASSWORD}!`]), 'check its password'],
    ['no account', () => node.trustedUrl(undefined), 'check its password'],
    ['an authority that nobody named', () => node.url(SPORTELLO), 'cannot be reached'],
    ['a name that is not in the certificate', () => node.trustedUrl(SPORTELLO, 'localhost'), 'cannot be reached'],
    ['a connection without TLS', () => node.url(SPORTELLO).replace('tls=true', 'tls=false'), 'cannot be reached'],
  ])('is not talked to with %s, and no password is told', async (_what, url, told) => {
    expect(await refusal(url())).toContain(told);
  });
});
