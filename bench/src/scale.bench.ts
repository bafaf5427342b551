import { START, type Position } from '@sportello/event-sourcing';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import { ArmProcess } from './arm-process';
import type { AppendOrder } from './arms/append-orders';
import { logDatabase, type LogDatabase } from './log-database';
import { median, type Measured } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

const SMALL = 100_000;
const LARGE = 5_000_000;
const CATCH_UP = 10_000;

interface Sized {
  readonly appendP99: number;
  readonly catchUpMs: number;
}

interface Log {
  readonly database: LogDatabase;
  readonly arm: ArmProcess<AppendOrder, Measured & { readonly p99: number }>;
  readonly store: PostgresEventStore;
  /** Where the last 10,000 events begin. */
  readonly tail: Position;
}

/** Does a long log cost more than a short one? Append p99 and a catch-up of 10,000 events, at 100k and at 5M events in turn. */
export async function scale(setting: Setting): Promise<BenchResult> {
  const small = await logOf(setting, SMALL);
  const large = await logOf(setting, LARGE);
  const rounds: { small: Sized; large: Sized }[] = [];
  for (let round = 0; round < setting.rounds; round += 1) {
    process.stderr.write(`  round ${round + 1} of ${setting.rounds}\r`);
    if (round % 2 === 0) {
      const first = await measure(small, setting);
      rounds.push({ small: first, large: await measure(large, setting) });
    } else {
      const first = await measure(large, setting);
      rounds.push({ small: await measure(small, setting), large: first });
    }
  }
  process.stderr.write('\u001b[K');
  const ratio = (figure: keyof Sized): number =>
    median(rounds.map((round) => round.large[figure] / round.small[figure]));
  return {
    bench: 'scale: a log of 5M events against one of 100k',
    comparisons: [],
    figures: [
      { name: 'append p99 at 32 writers, 5M by 100k', value: ratio('appendP99'), unit: 'x', atMost: 1.25 },
      { name: 'catch-up of 10,000 events, 5M by 100k', value: ratio('catchUpMs'), unit: 'x', atMost: 1.25 },
      { name: 'append p99 at 5M events', value: median(rounds.map((round) => round.large.appendP99)), unit: 'ms' },
    ],
  };
}

async function logOf(setting: Setting, events: number): Promise<Log> {
  const database = await logDatabase(setting);
  await database.fill(events);
  const store = await PostgresEventStore.open({
    url: database.workerUrl,
    onError: (error) => process.stderr.write(`${error.message}\n`),
  });
  setting.atEnd(() => store.close());
  const tail = await positionBefore(store, CATCH_UP, events);
  const { arm } = await ArmProcess.start<AppendOrder, Measured & { p99: number }>(setting.arm('append'), {
    DATABASE_URL: database.workerUrl,
  });
  setting.atEnd(() => arm.stop());
  return { database, arm, store, tail };
}

async function measure(log: Log, setting: Setting): Promise<Sized> {
  const { p99 } = await log.arm.ask({ writers: 32, seconds: setting.seconds });
  const started = performance.now();
  let seen = 0;
  for (let after = log.tail; seen < CATCH_UP;) {
    const page = await log.store.readAll(after, 1000, { streamPrefixes: ['report-'] });
    if (page.events.length === 0) throw new Error('The log ended before the catch-up');
    seen += page.events.length;
    after = page.next;
  }
  return { appendP99: p99, catchUpMs: performance.now() - started };
}

/** Where the last `count` of `events` events begin. */
async function positionBefore(store: PostgresEventStore, count: number, events: number): Promise<Position> {
  const [first] = (await store.readAll(START, 1)).events;
  if (!first) throw new Error('The log is empty');
  return String(events - count).padStart(first.position.length, '0');
}
