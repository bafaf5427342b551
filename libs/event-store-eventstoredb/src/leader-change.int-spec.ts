import { eventually, readWholeLog } from '@sportello/event-sourcing/testing';
import { EventStoreDbEventStore } from './eventstoredb-event-store';
import { LogTraffic, RealCluster, type ServerNode } from './testing';

const WRITERS = 8;
/** Appends that are answered before the leader goes, and that must be answered after it. */
const APPENDS = 200;
/** From the moment the leader goes; an election takes a few seconds. */
const GOES_ON_WITHIN_MS = 30_000;
/** That a subscription is dead only its keep-alive tells, when the machine says nothing any more. */
const WOKEN_WITHIN_MS = 60_000;

jest.setTimeout(300_000);

let cluster: RealCluster;
beforeAll(async () => {
  cluster = await RealCluster.start(process.env['EVENTSTOREDB_BIN'] as string);
});
afterAll(async () => {
  await cluster.stop();
});

const open = (): Promise<EventStoreDbEventStore> =>
  EventStoreDbEventStore.open({ url: cluster.url, onError: () => undefined });

/** How a cluster comes to lose its leader, and how the node comes back. */
const changes: readonly (readonly [
  how: string,
  go: (node: ServerNode) => Promise<void>,
  comeBack: (node: ServerNode) => void,
])[] = [
  ['is killed', (node) => node.kill(), (node) => cluster.startNode(node)],
  ['is silent, as a machine that is cut off', async (node) => node.signal('SIGSTOP'), (node) => node.signal('SIGCONT')],
  ['hands over', handOver, () => undefined],
];

/** As an operator asks it to before its machine is taken down. */
async function handOver(node: ServerNode): Promise<void> {
  const answer = await fetch(`http://${node.address}/admin/node/resign`, { method: 'POST' });
  expect(answer.status).toBe(200);
}

describe.each(changes)('A cluster of three whose leader %s under load', (_how, go, comeBack) => {
  let store: EventStoreDbEventStore;
  let waiting: EventStoreDbEventStore;
  let traffic: LogTraffic;
  let wakeUps = 0;

  beforeAll(async () => {
    await cluster.whole();
    [store, waiting] = await Promise.all([open(), open()]);
    traffic = new LogTraffic(store, WRITERS);
    waiting.onAppended(() => (wakeUps += 1));
    await eventually(() => traffic.answered() >= APPENDS, undefined, GOES_ON_WITHIN_MS);
    const leader = await cluster.leader();
    const before = traffic.answered();
    await go(leader);
    await eventually(() => traffic.answered() >= before + APPENDS, undefined, GOES_ON_WITHIN_MS);
    const woken = wakeUps;
    // The first of them may only say that listening has begun again.
    await eventually(() => wakeUps > woken + 2, undefined, WOKEN_WITHIN_MS);
    comeBack(leader);
    await cluster.whole();
    const rejoined = traffic.answered();
    await eventually(() => traffic.answered() >= rejoined + APPENDS, undefined, GOES_ON_WITHIN_MS);
    await traffic.stop();
  });
  afterAll(async () => {
    await Promise.all([store.close(), waiting.close()]);
  });

  it('has every acknowledged event once, in the order of its stream', () => {
    const seen = new Map<string, string[]>();
    for (const { stream, eventId } of traffic.seen) seen.set(stream, [...(seen.get(stream) ?? []), eventId]);
    for (const [stream, ids] of traffic.acknowledged) expect(seen.get(stream)).toEqual(ids);
    expect([...traffic.acknowledged.values()].flat().length).toBeGreaterThanOrEqual(3 * APPENDS);
  });

  it('has shown its reader every event in the order of the log, and nothing that it does not hold', async () => {
    const positions = traffic.seen.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort());
    const fresh = await open();
    expect(await readWholeLog(fresh, { streamPrefixes: ['report-'] })).toEqual(traffic.seen);
    await fresh.close();
  });
});
