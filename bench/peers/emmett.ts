import {
  getPostgreSQLEventStore,
  pongoSingleStreamProjection,
  postgreSQLEventStoreConsumer,
  rebuildPostgreSQLProjections,
} from '@event-driven-io/emmett-postgresql';
import { randomUUID } from 'node:crypto';

/* Emmett's PostgreSQL store, asked what ours is asked: `{ task: "append", ... }` or `{ task: "consume", ... }`. */

const connectionString = process.env.DATABASE_URL;
if (connectionString === undefined) throw new Error('DATABASE_URL is needed');
const store = getPostgreSQLEventStore(connectionString);

interface Order {
  readonly task: 'append' | 'fill' | 'consume' | 'fill-lives' | 'rebuild';
  readonly writers: number;
  readonly seconds: number;
  readonly events: number;
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly life: readonly { readonly type: string; readonly data: Record<string, unknown> }[];
}

interface Page {
  readonly status: string;
  readonly timeline: readonly string[];
  readonly [field: string]: unknown;
}

let folded = 0;

/** The status page as a document of Emmett's own kind, folded from the same events. */
const statusPage = pongoSingleStreamProjection({
  collectionName: 'status_page',
  canHandle: ['report.submitted', 'report.assigned', 'report.work-started', 'report.resolved'],
  evolve: (page: Page | null, { type, data }: { type: string; data: Record<string, unknown> }): Page => {
    folded += 1;
    return { ...page, ...data, status: type, timeline: [...(page?.timeline ?? []), type] };
  },
});

const event = (order: Order) => ({
  type: 'report.submitted',
  data: order.data,
  metadata: order.metadata,
  kind: 'Event' as const,
});

async function append(order: Order): Promise<object> {
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + order.seconds * 1000;
  await Promise.all(
    Array.from({ length: order.writers }, async () => {
      while (performance.now() < end) {
        const begun = performance.now();
        await store.appendToStream(`report-${randomUUID()}`, [event(order)]);
        latencies.push(performance.now() - begun);
      }
    }),
  );
  latencies.sort((a, b) => a - b);
  return {
    rate: latencies.length / ((performance.now() - started) / 1000),
    p99: latencies[Math.floor(latencies.length * 0.99)],
  };
}

async function fill(order: Order): Promise<object> {
  const perStream = 200;
  for (let done = 0; done < order.events; done += perStream * 4) {
    await Promise.all(
      Array.from({ length: 4 }, () =>
        store.appendToStream(
          `report-${randomUUID()}`,
          Array.from({ length: perStream }, () => event(order)),
        ),
      ),
    );
  }
  return { events: order.events };
}

async function fillLives({ events: reports, life }: Order): Promise<object> {
  for (let done = 0; done < reports; done += 50) {
    await Promise.all(
      Array.from({ length: 50 }, () =>
        store.appendToStream(
          `report-${randomUUID()}`,
          life.map(({ type, data }) => ({ type, data, kind: 'Event' as const })),
        ),
      ),
    );
  }
  return { events: reports };
}

async function rebuild({ events: reports }: Order): Promise<object> {
  const consumer = rebuildPostgreSQLProjections({
    connectionString,
    // Under a name of its own: one that it knows goes on from where it was.
    projections: [{ projection: statusPage, processorId: randomUUID(), truncateOnStart: true }],
    pulling: { batchSize: 1000, pullingFrequencyInMs: 1 },
  });
  folded = 0;
  const started = performance.now();
  await consumer.start();
  const seconds = (performance.now() - started) / 1000;
  await consumer.close();
  if (folded < reports * 2) throw new Error(`Emmett folded ${folded} events of ${reports} reports only`);
  return { rate: reports / seconds };
}

async function consume(order: Order): Promise<object> {
  let seen = 0;
  const consumer = postgreSQLEventStoreConsumer({
    connectionString,
    stopWhen: { noMessagesLeft: true },
    // Larger batches, and no pause between them, than its defaults (100, 50 ms), which held it at 900 events a second.
    pulling: { batchSize: 1000, pullingFrequencyInMs: 1 },
  });
  consumer.reactor({
    processorId: randomUUID(),
    startFrom: 'BEGINNING',
    eachMessage: () => {
      seen += 1;
    },
  });
  const started = performance.now();
  await consumer.start();
  const seconds = (performance.now() - started) / 1000;
  await consumer.close();
  // Its consumer was seen to pass over some events; the rate is of those that it handed on.
  if (seen < order.events) process.stderr.write(`\nEmmett's consumer handed on ${seen} of ${order.events} events\n`);
  if (seen < order.events / 2) throw new Error('Emmett stopped half way');
  return { rate: seen / seconds };
}

process.on('message', (order: Order) => {
  const task = { append, fill, consume, rebuild, 'fill-lives': fillLives }[order.task];
  task(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: true });
