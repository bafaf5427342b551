import { START, type EventStore } from '@sportello/event-sourcing';
import type { Databases } from '../backup.command';
import { KEY_TABLES, nameOf, PRIMARY_TABLES } from './manifest';

/** Whether there is anything that a restore would put its own in place of. Accounts alone do not count: a fresh installation has some. */
export async function holdsSomething(log: EventStore, { notifications, newsletter }: Databases): Promise<boolean> {
  const { events } = await log.readAll(START, 1);
  if (events.length > 0) return true;
  const { rowCount: deliveries } = await notifications.worker.query('select from notifications.deliveries limit 1');
  const { rowCount: subscribers } = await newsletter.worker.query('select from newsletter.subscribers limit 1');
  return deliveries > 0 || subscribers > 0;
}

/** Whether there is any key that could open what a restore brings back. */
export async function holdsKeys(databases: Databases): Promise<boolean> {
  const found = await Promise.all(
    KEY_TABLES.map((table) => databases[table.service].worker.query(`select from ${nameOf(table)} limit 1`)),
  );
  return found.some(({ rowCount }) => rowCount > 0);
}

/** Throws away what a restore fills. The log is another one afterwards, so that read models and readers notice. */
export async function emptyTarget(databases: Databases): Promise<void> {
  // Readers first: cut off in between, none of them is left behind a log that is shorter than it knows.
  for (const service of ['notifications', 'newsletter', 'reports', 'gateway'] as const) {
    const tables = PRIMARY_TABLES.filter((table) => table.service === service && !table.replaced).map(nameOf);
    await databases[service].asOwner(async (sql) => {
      await sql.query(`truncate ${tables.join(', ')}`);
    });
  }
  await databases.reports.asOwner(async (sql) => {
    await sql.query('truncate event_store.events');
    await sql.query('update event_store.log set log_id = gen_random_uuid()');
  });
}
