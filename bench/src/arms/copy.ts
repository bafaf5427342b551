import { PostgresEventStore } from '@sportello/event-store-postgres';
import { copyLog } from '@sportello/ops/store';

/* Our copy of a log: `{ from, to }` gives `{ rate, peakMiB }`. */

export interface CopyOrder {
  readonly from: string;
  readonly to: string;
}

async function run({ from, to }: CopyOrder): Promise<object> {
  const open = (url: string): Promise<PostgresEventStore> =>
    PostgresEventStore.open({
      url,
      deadlineMs: 30_000,
      onError: (error) => process.stderr.write(`${error.message}\n`),
    });
  const [source, target] = [await open(from), await open(to)];
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const started = performance.now();
  try {
    const { copied } = await copyLog(source, target);
    return { rate: copied / ((performance.now() - started) / 1000), peakMiB: peak / 2 ** 20 };
  } finally {
    clearInterval(watch);
    await Promise.all([source.close(), target.close()]);
  }
}

process.on('message', (order: CopyOrder) => {
  run(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: 'true' });
