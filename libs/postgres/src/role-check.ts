import { Client } from 'pg';
import { CONNECT_TIMEOUT_MS } from './pools';
import { rolesOf, type ServiceDatabaseUrls } from './roles';

/**
 * Superusers and BYPASSRLS roles pass row-level security, and an owner may switch it off: none of them may serve requests.
 * @throws Error naming the role
 */
export async function refusePowerfulRoles(urls: ServiceDatabaseUrls): Promise<void> {
  const { owner, app, worker } = rolesOf(urls);
  if (new Set([owner, app, worker]).size < 3) {
    throw new Error('The owner, app and worker database URLs must name three different roles');
  }
  for (const url of [urls.owner, urls.app, urls.worker]) await refusePowerfulRole(url);
}

async function refusePowerfulRole(url: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
  });
  // A connection lost between the two calls below fails the second one.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; superuser: boolean; bypasses: boolean }>(
      'select rolname as name, rolsuper as superuser, rolbypassrls as bypasses from pg_roles where rolname = current_user',
    );
    const role = rows[0];
    if (!role || role.superuser || role.bypasses) {
      throw new Error(
        `Database role ${role?.name} is a superuser or bypasses row-level security: a service must not use it. ` +
          'Give the service its own roles, as provisioning does.',
      );
    }
  } finally {
    await client.end();
  }
}
