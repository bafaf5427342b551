import type { ServiceHealth } from '@sportello/contracts';
import type { Database } from '@sportello/postgres';

/** How the service is: it needs its database alone. Never rejects, at most 2 s. */
export async function health(database: Pick<Database, 'ping'>): Promise<ServiceHealth> {
  const part = await database.ping().then(
    () => ({ name: 'database', ok: true }),
    () => ({ name: 'database', ok: false, detail: 'does not answer' }),
  );
  return { service: 'newsletter', ready: part.ok, parts: [part] };
}
