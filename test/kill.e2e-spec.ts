import type { ServiceName } from '@sportello/contracts';
import { Citizens, type Acknowledged } from './support/citizens';
import { Door } from './support/door';
import { eventually } from '@sportello/event-sourcing/testing';
import { inspect, type Inspection } from './support/inspection';
import { Product, temporaryDataDir, TOPOLOGIES, type Topology } from './support/product';
import { processOf } from './support/service-processes';

const KILLS = 20;
const PEOPLE = 8;
/** Answers between one kill and the next, so that each kill meets work under way. */
const ANSWERS_BETWEEN = 6;
const TURNS: readonly ServiceName[] = ['reports', 'gateway', 'notifications'];

/** Kills what the topology's turn is and has it running again. */
async function killOnce(product: Product, topology: Topology, turn: number): Promise<Product> {
  if (topology === 'embedded') {
    await product.end('SIGKILL');
    return Product.start({ topology, dataDir: product.dataDir, port: product.port });
  }
  const service = TURNS[turn % TURNS.length] as ServiceName;
  const before = await eventually(
    () => processOf(product.pid, service),
    (pid) => pid !== undefined,
  );
  process.kill(before as number, 'SIGKILL');
  await eventually(
    () => processOf(product.pid, service),
    (pid) => pid !== undefined && pid !== before,
  );
  return product;
}

describe.each(TOPOLOGIES)('Killed twenty times under load, topology %s', (topology) => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;
  let acknowledged: readonly Acknowledged[];
  let found: Inspection;

  beforeAll(async () => {
    data = await temporaryDataDir();
    product = await Product.start({ topology, dataDir: data.path });
    const door = new Door(product.url);
    const citizens = new Citizens(door, await door.signIn('urp@demo.it'), PEOPLE);
    for (let turn = 0; turn < KILLS; turn += 1) {
      const target = citizens.acknowledged.length + ANSWERS_BETWEEN;
      await eventually(
        () => Promise.resolve(citizens.acknowledged.length),
        (answered) => answered >= target,
      );
      product = await killOnce(product, topology, turn);
    }
    await citizens.stop();
    ({ acknowledged } = citizens);

    const owing = new Set(acknowledged);
    await eventually(
      async () => {
        for (const one of owing) if ((await door.mailsTo(one.email)).length >= one.mails) owing.delete(one);
        return owing.size;
      },
      (left) => left === 0,
      // Longer than leases and pauses that kills have left behind.
      300_000,
    );
    await product.end('SIGTERM');
    found = await inspect(data.path);
  }, 1_800_000);

  afterAll(async () => {
    await product.dispose();
    await data.remove();
  });

  it('was under load all the time', () => {
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * ANSWERS_BETWEEN);
  });

  it('has every report that was answered 201 in its log, exactly once', () => {
    const times = new Map<string, number>();
    for (const code of found.submissions) times.set(code, (times.get(code) ?? 0) + 1);
    expect([...times].filter(([, count]) => count !== 1)).toEqual([]);
    expect(acknowledged.filter(({ code }) => !times.has(code))).toEqual([]);
    expect(found.brokenStreams).toEqual([]);
  });

  it('has read models that equal their rebuild', () => {
    for (const [name, { equal, rows, differences }] of Object.entries(found.verified)) {
      expect({ name, equal, differences }).toEqual({ name, equal: true, differences: [] });
      expect(rows).toBeGreaterThanOrEqual(acknowledged.length);
    }
  });

  it('sent every reporter each message they are owed, and none twice', () => {
    const told = acknowledged.map(({ email, mails }) => ({ email, owed: mails, came: found.mails.get(email) ?? [] }));
    expect(told.filter(({ owed, came }) => came.length !== owed || new Set(came).size !== owed)).toEqual([]);
  });
});
