import { Client } from 'pg';
import Cursor from 'pg-cursor';
import type { ReplayOrder } from './replay';

/* The floor of a replay: `{ events }` runs a bare pg-cursor over the log's table in its order and does nothing with the rows. */

const ROWS = 1000;

async function run({ events }: ReplayOrder): Promise<object> {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const started = performance.now();
  const cursor = client.query(
    new Cursor(
      'SELECT stream, revision, position, event_id, type, data, metadata FROM event_store.events ORDER BY position',
    ),
  );
  let seen = 0;
  for (;;) {
    const rows = await cursor.read(ROWS);
    if (rows.length === 0) break;
    seen += rows.length;
  }
  const seconds = (performance.now() - started) / 1000;
  await client.end();
  if (seen !== events) throw new Error(`The cursor saw ${seen} of ${events} events`);
  return { rate: seen / seconds };
}

process.on('message', (order: ReplayOrder) => {
  run(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: 'true' });
